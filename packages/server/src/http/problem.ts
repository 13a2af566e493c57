import { CentralinoError, fieldCodeOf, type Problem, problemOf } from '@centralino/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Socket } from 'node:net';
import { RateLimitedError } from '../auth/auth.ts';
import { cannotSave, obstacleOf } from '../store/unavailable.ts';

/** Media type of every error (RFC 9457 section 3). */
export const problemType = 'application/problem+json';

/** Largest request body, in bytes. */
export const bodyLimitBytes = 1024 * 1024;

/** What the framework refuses, in words of ours. Everything else of it is answered by its status alone. */
const frameworkDetails: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is not valid JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'the body is empty, but its content type says JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as its content-length says',
  FST_ERR_BAD_URL: 'the address is not a valid URL',
};

/** PostgreSQL's text can hold every character but NUL (22021 for text, 22P05 for jsonb). */
const badText = new Set(['22021', '22P05']);

/** Any thrown thing as an error of the registry. What we don't know is our fault and says nothing about the inside. */
export function centralinoErrorOf(error: unknown): CentralinoError {
  if (error instanceof CentralinoError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return validationError(error);
  if (badText.has((error as { code?: string } | null)?.code ?? ''))
    return new CentralinoError('request.invalid', 'text must not hold NUL characters');
  const obstacle = obstacleOf(error);
  if (obstacle !== null) return cannotSave(obstacle, error);
  const { code = '', statusCode = 500 } = (typeof error === 'object' && error !== null ? error : {}) as Partial<FastifyError>;
  if (statusCode === 413) return new CentralinoError('request.tooLarge', `at most ${bodyLimitBytes / 1024 / 1024} MB are accepted`);
  if (statusCode === 415) return new CentralinoError('request.unsupportedMediaType', 'send application/json');
  if (statusCode === 404) return new CentralinoError('request.notFound');
  if (statusCode === 503) return new CentralinoError('server.stopping');
  if (statusCode >= 400 && statusCode < 500) return new CentralinoError('request.invalid', frameworkDetails[code]);
  return new CentralinoError('server.error', undefined, { cause: error });
}

function validationError(error: {
  validation: { instancePath: string; message?: string; keyword: string; params: object }[];
}): CentralinoError {
  const context = (error as { validationContext?: string }).validationContext ?? 'request';
  const fields: Record<string, string> = {};
  const details: string[] = [];
  for (const issue of error.validation) {
    const path = issue.instancePath.slice(1).replaceAll('/', '.');
    if (path !== '') fields[path] ??= fieldCodeOf({ ...issue.params, code: issue.keyword, message: issue.message ?? '' });
    details.push(`${context}${path === '' ? '' : `.${path}`}: ${issue.message ?? issue.keyword}`);
  }
  // A hostile body can have thousands of wrong fields; the answer stays small.
  const kept = Object.fromEntries(Object.entries(fields).slice(0, 50));
  return new CentralinoError('request.invalid', details.slice(0, 5).join('; ').slice(0, 1_000), { fields: kept });
}

/** Answers an error as problem details. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = centralinoErrorOf(error);
  if (known.code === 'server.error') {
    request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'A request failed unexpectedly');
  }
  if (known instanceof RateLimitedError) void reply.header('retry-after', Math.max(1, Math.ceil(known.retryAfterMs / 1_000)));
  return send(reply, problemOf(known));
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 413) {
    // The framework would close the connection at once: the client, still sending, would see a reset instead of this answer.
    void reply.removeHeader('connection');
  }
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type(problemType)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** Makes every error of the server one of problem details, also those that come before or beside routes. */
export function answerProblemDetails(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => sendProblem(new CentralinoError('request.notFound'), request, reply));
}

/** For fastify's option `clientErrorHandler`: what is not even HTTP. */
export function answerClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const known = tooLarge
    ? new CentralinoError('request.tooLarge', 'the headers are too long')
    : new CentralinoError('request.invalid', 'this is not HTTP');
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = JSON.stringify({ ...problemOf(known), status: tooLarge ? 431 : 400 });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
