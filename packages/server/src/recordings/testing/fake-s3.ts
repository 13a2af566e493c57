import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/**
 * A small store that speaks enough S3 for tests: PUT, GET with ranges, HEAD, DELETE. It checks every signature (AWS Signature Version 4,
 * written from Amazon's description, independently of the client).
 */
export class FakeS3 {
  readonly objects = new Map<string, { bytes: Buffer; type: string }>();
  /** Requests with a wrong signature. */
  refused = 0;
  readonly #server: Server;
  readonly #credentials: { region: string; keyId: string; secret: string };

  private constructor(credentials: { region: string; keyId: string; secret: string }) {
    this.#credentials = credentials;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async listen(credentials: { region: string; keyId: string; secret: string }): Promise<FakeS3> {
    const fake = new FakeS3(credentials);
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    if (!this.#isSigned(request, body)) {
      this.refused += 1;
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
      return;
    }
    const key = decodeURIComponent(new URL(request.url ?? '', this.url).pathname);
    if (request.method === 'PUT') {
      this.objects.set(key, { bytes: body, type: request.headers['content-type'] ?? '' });
      response.writeHead(200, { etag: `"${sha256(body)}"` }).end();
      return;
    }
    if (request.method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
      return;
    }
    const found = this.objects.get(key);
    if (found === undefined) {
      response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const part = range === null ? found.bytes : found.bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    response.writeHead(range === null ? 200 : 206, { 'content-type': found.type, 'content-length': part.length });
    response.end(request.method === 'HEAD' ? undefined : part);
  }

  #isSigned(request: IncomingMessage, body: Buffer): boolean {
    const { region, keyId, secret } = this.#credentials;
    const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
    const date = String(request.headers['x-amz-date'] ?? '');
    const day = date.slice(0, 8);
    const payload = String(request.headers['x-amz-content-sha256'] ?? '');
    if (parts === null || parts[1] !== `${keyId}/${day}/${region}/s3/aws4_request`) return false;
    if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return false;
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const query = [...searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).sort();
    const names = parts[2]!.split(';');
    const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
    const canonical = [request.method, pathname, query.join('&'), headers, parts[2], payload].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request');
    return hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex') === parts[3];
  }
}
