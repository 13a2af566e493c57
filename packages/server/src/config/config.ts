import { isPhoneCountry, type PhoneCountry } from '@centralino/protocol/phone';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartupError } from './startup-error.ts';

/** `start`: the product with its own data; `demo`: example data and known passwords, on loopback only. */
export type Mode = 'start' | 'demo';

/** Everything that can be set from outside, checked. Made by `loadConfig`; nobody else reads the environment. */
export type CentralinoConfig = {
  mode: Mode;
  /** TCP port of everything a browser talks to. */
  port: number;
  /** Address that HTTP and media listen on. */
  host: string;
  /** Absolute path; everything that Centralino writes is below it. */
  dataDir: string;
  /** null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  media: {
    /** First UDP port; each further media node takes the next one. */
    port: number;
    nodes: number;
    /**
     * Where media listens: the host of the web server, but never loopback only. A web server is on loopback in the demo or behind a proxy, which
     * media does not pass; and Firefox uses no loopback addresses, not even towards its own machine. ICE credentials guard the port.
     */
    host: string;
    /** Address announced to browsers; null: the addresses of this machine. */
    publicAddress: string | null;
  };
  recordings: {
    /** Where recordings are kept; null: in `dataDir`. */
    s3: { url: string; region: string; keyId: string; secret: string } | null;
  };
  /** Origin under which browsers reach the server, e.g. `https://talk.example.com`; null: not told. */
  publicUrl: string | null;
  tls: { certFile: string; keyFile: string } | null;
  /** TURN servers that accept time-limited credentials made with `secret` (coturn: `use-auth-secret`). */
  turn: { urls: string[]; secret: string } | null;
  /** Addresses or networks of reverse proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  /** Requests to the API that one session may make per second in the long run; an address ten times as many. */
  apiRate: number;
  /** ISO 3166-1: numbers without an international prefix are of this country. */
  homeCountry: PhoneCountry;
  /** Addresses, networks and host names that notifications may be sent to although they are not on the public Internet. */
  allowPrivateTargets: string[];
  /** Seals secrets that are stored to be used again; null: the database alone protects them. */
  secretKey: string | null;
  logLevel: LogLevel;
};

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const portOf = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 1 to 65535')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a port number from 1 to 65535')
    .default(fallback);

const isUrl = (value: string, protocols: string[]): boolean => {
  try {
    return protocols.includes(new URL(value).protocol);
  } catch {
    return false;
  }
};

/** An address, a network (`10.1.0.0/16`) or a host name. */
function isTarget(target: string): boolean {
  const [address = '', prefix] = target.split('/');
  const family = isIP(address);
  if (family === 0) return prefix === undefined && /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(address);
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

const Environment = z.object({
  PORT: portOf(8080),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be an address or host name of this machine, e.g. 0.0.0.0 or 127.0.0.1')
    .optional(),
  CENTRALINO_DATA: z.string().optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (value) => isUrl(value, ['postgres:', 'postgresql:']),
      'must look like postgres://user:password@host:5432/database (leave it out to use the embedded database)',
    )
    .optional(),
  MEDIA_PORT: portOf(10_000),
  MEDIA_NODES: z
    .string()
    .regex(/^([1-9]|[1-5]\d|6[0-4])$/, 'must be a number of processes from 1 to 64')
    .transform(Number)
    .default(1),
  MEDIA_ADDRESS: z
    .string()
    .regex(/^[0-9A-Fa-f.:]+$/, 'must be the IP address at which browsers reach the media port, e.g. 203.0.113.7')
    .optional(),
  PUBLIC_URL: z
    .string()
    .refine(
      (value) => isUrl(value, ['http:', 'https:']) && new URL(value).pathname === '/' && new URL(value).search === '',
      'must be an address without a path, e.g. https://talk.example.com',
    )
    .transform((value) => new URL(value).origin)
    .optional(),
  TLS_CERT: z.string().refine(existsSync, 'names a file that does not exist (a PEM certificate is needed)').optional(),
  TLS_KEY: z.string().refine(existsSync, 'names a file that does not exist (a PEM private key is needed)').optional(),
  TURN_URLS: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((url) => url !== ''))
    .refine(
      (urls) => urls.every((url) => /^turns?:[^\s/]+$/.test(url)),
      'must be addresses like turn:turn.example.com:3478, separated by commas',
    )
    .optional(),
  TURN_SECRET: z.string().min(8, 'must be the shared secret of your TURN servers (at least 8 characters)').optional(),
  RECORDINGS_S3_URL: z
    .string()
    .refine(
      (value) => isUrl(value, ['http:', 'https:']),
      'must be the address of a bucket, e.g. https://s3.eu-central-1.amazonaws.com/recordings',
    )
    .optional(),
  RECORDINGS_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the region of the bucket, e.g. eu-central-1')
    .default('auto'),
  RECORDINGS_S3_KEY_ID: z.string().optional(),
  RECORDINGS_S3_SECRET: z.string().optional(),
  TRUST_PROXY: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((address) => address !== ''))
    .refine(
      (addresses) => addresses.every((address) => /^[0-9A-Fa-f.:]+(\/\d{1,3})?$/.test(address) || address === 'loopback'),
      'must be addresses or networks of your reverse proxies, e.g. 127.0.0.1 or 10.0.0.0/8, separated by commas',
    )
    .optional(),
  API_RATE: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a number of requests per second from 1 to 99999')
    .transform(Number)
    .default(100),
  HOME_COUNTRY: z
    .string()
    .transform((code) => code.toUpperCase())
    .refine(isPhoneCountry, 'must be the ISO code of a country, two letters, e.g. IT, or GB for the United Kingdom')
    .default('IT'),
  CENTRALINO_ALLOW_PRIVATE_TARGETS: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((target) => target !== ''))
    .refine(
      (targets) => targets.every(isTarget),
      'must be addresses, networks or host names inside your network, e.g. 10.1.0.0/16 or crm.intranet, separated by commas',
    )
    .optional(),
  CENTRALINO_SECRET_KEY: z.string().min(16, 'must be a random text of at least 16 characters that you keep').optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).optional(),
});

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Reads and checks the environment. Empty variables count as not set.
 * Throws one `StartupError` that names every wrong value and what it should be; values are not repeated where they may be secret.
 */
export function loadConfig(mode: Mode, env: NodeJS.ProcessEnv = process.env): CentralinoConfig {
  const known = Object.keys(Environment.shape);
  const given = Object.fromEntries(known.map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = Environment.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  if ((given['TLS_CERT'] === undefined) !== (given['TLS_KEY'] === undefined)) wrong.push('TLS_CERT and TLS_KEY must be given together');
  if ((given['TURN_URLS'] === undefined) !== (given['TURN_SECRET'] === undefined)) {
    wrong.push('TURN_URLS and TURN_SECRET must be given together');
  }
  const s3 = ['RECORDINGS_S3_URL', 'RECORDINGS_S3_KEY_ID', 'RECORDINGS_S3_SECRET'].filter((name) => given[name] !== undefined);
  if (s3.length === 1 || s3.length === 2) {
    wrong.push('RECORDINGS_S3_URL, RECORDINGS_S3_KEY_ID and RECORDINGS_S3_SECRET must be given together');
  }
  if (mode === 'demo' && given['HOST'] !== undefined && !isLoopback(given['HOST'])) {
    wrong.push('HOST must be 127.0.0.1 in the demo, because everybody knows its passwords (use "start" for a server that others reach)');
  }
  if (!parsed.success || wrong.length > 0) throw new StartupError(wrong.join('; '));

  const values = parsed.data;
  const host = values.HOST ?? (mode === 'demo' ? '127.0.0.1' : '0.0.0.0');
  return {
    mode,
    port: values.PORT,
    host,
    // The demo has a directory of its own, so that its well-known passwords never end up in a real installation.
    dataDir: resolve(values.CENTRALINO_DATA ?? (mode === 'demo' ? './data/demo' : './data')),
    databaseUrl: values.DATABASE_URL ?? null,
    media: {
      port: values.MEDIA_PORT,
      nodes: values.MEDIA_NODES,
      host: isLoopback(host) ? '0.0.0.0' : host,
      publicAddress: values.MEDIA_ADDRESS ?? null,
    },
    recordings: { s3: s3Of(values) },
    publicUrl: values.PUBLIC_URL ?? null,
    tls: values.TLS_CERT === undefined || values.TLS_KEY === undefined ? null : { certFile: values.TLS_CERT, keyFile: values.TLS_KEY },
    turn:
      values.TURN_URLS === undefined || values.TURN_SECRET === undefined ? null : { urls: values.TURN_URLS, secret: values.TURN_SECRET },
    trustedProxies: values.TRUST_PROXY ?? [],
    apiRate: values.API_RATE,
    homeCountry: values.HOME_COUNTRY,
    // The demo tells its own CRM, and receivers on the same machine that somebody tries out.
    allowPrivateTargets: values.CENTRALINO_ALLOW_PRIVATE_TARGETS ?? (mode === 'demo' ? ['127.0.0.0/8', '::1'] : []),
    secretKey: values.CENTRALINO_SECRET_KEY ?? null,
    logLevel: values.LOG_LEVEL ?? (mode === 'demo' ? 'warn' : 'info'),
  };
}

const s3Of = (values: z.infer<typeof Environment>): CentralinoConfig['recordings']['s3'] => {
  const { RECORDINGS_S3_URL: url, RECORDINGS_S3_REGION: region, RECORDINGS_S3_KEY_ID: keyId, RECORDINGS_S3_SECRET: secret } = values;
  return url === undefined || keyId === undefined || secret === undefined ? null : { url, region, keyId, secret };
};

/** Whether browsers reach this server by https: then cookies are `Secure` and the microphone works from anywhere. */
export const isSecure = (config: Pick<CentralinoConfig, 'tls' | 'publicUrl'>): boolean =>
  config.tls !== null || config.publicUrl?.startsWith('https:') === true;

/** The address to print and to put in links, without a slash at its end. */
export function baseUrlOf(config: CentralinoConfig): string {
  if (config.publicUrl !== null) return config.publicUrl;
  const everywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `${config.tls === null ? 'http' : 'https'}://${host}:${config.port}`;
}
