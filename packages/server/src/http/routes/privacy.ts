import { Erasure, ErasureBody, ErasureList, IdParams, PrivacyPreview } from '@centralino/protocol';
import { Zip, ZipDeflate } from 'fflate';
import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['privacy'];
const config = requireRole('admin');

/** What persons may ask for: everything that is known of them, or that it is forgotten. */
export function privacyRoutes(app: ZodApp, { privacy }: HttpDeps): void {
  app.get(
    '/privacy/contacts/:id',
    { config, schema: { tags, summary: 'How much is kept of a person', params: IdParams, response: { 200: PrivacyPreview } } },
    async (request) => privacy.preview(request.params.id),
  );

  app.get(
    '/privacy/contacts/:id/export',
    { config, schema: { tags, summary: 'Everything that is kept of a person, as zip file', params: IdParams } },
    async (request, reply) => {
      const files = await privacy.export(request.params.id);
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="person-${request.params.id}.zip"`)
        .send(zipOf(files));
    },
  );

  app.post(
    '/privacy/erasures',
    {
      config,
      schema: { tags, summary: 'Erase a person; asks for the name of the contact', body: ErasureBody, response: { 200: Erasure } },
    },
    async (request) => privacy.erase(request.body.contactId, request.body.name, sessionOf(request).user.id),
  );

  app.get(
    '/privacy/erasures',
    { config, schema: { tags, summary: 'What was erased, newest first: never whom', response: { 200: ErasureList } } },
    async () => ({ erasures: await privacy.list() }),
  );
}

/** An archive that is made while it is sent. */
function zipOf(files: AsyncIterable<{ path: string; content: string | Uint8Array }>): PassThrough {
  const out = new PassThrough();
  const zip = new Zip((error, chunk, last) => {
    if (error !== null) out.destroy(error);
    else {
      out.write(chunk);
      if (last) out.end();
    }
  });
  void (async () => {
    try {
      for await (const { path, content } of files) {
        const file = new ZipDeflate(path);
        zip.add(file);
        file.push(typeof content === 'string' ? new TextEncoder().encode(content) : content, true);
        if (out.writableNeedDrain) await once(out, 'drain');
      }
      zip.end();
    } catch (error) {
      zip.terminate();
      out.destroy(error as Error);
    }
  })();
  return out;
}
