import type { FastifyInstance } from 'fastify';
import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

const compressible = /^(text\/|application\/(javascript|json|manifest\+json|xml)|image\/svg\+xml)/;
/** Below this a packet is a packet anyway. Bytes. */
const minBytes = 1_400;

/**
 * Compresses what a scope of static files answers. Assets with a hash in their name are fetched once per browser, so compressing them
 * as they go is cheap enough and needs no second copy on disk. Use it for public files only (no secrets: BREACH).
 */
export function compressAnswers(scope: FastifyInstance): void {
  scope.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (!compressible.test(type) || reply.hasHeader('content-encoding') || reply.statusCode !== 200) return payload;
    void reply.header('vary', 'accept-encoding');
    if (!(payload instanceof Readable) || request.method !== 'GET' || Number(reply.getHeader('content-length') ?? 0) < minBytes)
      return payload;

    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    if (encoding === null) return payload;
    const compressor: Transform =
      encoding === 'br' ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }) : createGzip({ level: 6 });
    void reply.header('content-encoding', encoding).removeHeader('content-length');
    // The bytes differ from the file's, so a strong validator of the file would be wrong for them (RFC 9110 section 8.8.3).
    const etag = reply.getHeader('etag');
    if (typeof etag === 'string' && !etag.startsWith('W/')) void reply.header('etag', `W/${etag}`);
    void reply.removeHeader('accept-ranges');
    return pipeline(payload, compressor, () => {});
  });
}
