import { ContactExportQuery, ContactImport, IdParams, ImportBody, ImportPreview } from '@centralino/protocol';
import { Readable } from 'node:stream';
import { exportContacts } from '../../contacts/files/export.ts';
import { ContactImports, previewImport } from '../../contacts/files/imports.ts';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['contacts'];
const config = requireRole('supervisor', 'admin');
/** A hundred thousand contacts are about 20 MB; Base64 makes three bytes four. */
const bodyLimit = 43 * 1024 * 1024;

/** Contacts from files, and into files. */
export function contactFileRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  const imports = new ContactImports(db, app.log);
  app.addHook('onClose', () => imports.stop());

  app.get(
    '/contacts/export',
    {
      config,
      schema: { tags, summary: 'All contacts (of a book) as CSV or vCard file', querystring: ContactExportQuery },
    },
    async (request, reply) => {
      const { format, book } = request.query;
      const extension = format === 'csv' ? 'csv' : 'vcf';
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'text/vcard; charset=utf-8')
        .header('content-disposition', `attachment; filename="contacts.${extension}"`)
        .send(Readable.from(exportContacts(db, format, book)));
    },
  );

  app.post(
    '/contact-imports/preview',
    {
      config,
      bodyLimit,
      schema: { tags, summary: 'What a file would bring; writes nothing', body: ImportBody, response: { 200: ImportPreview } },
    },
    async (request) => previewImport(db, request.body),
  );

  app.post(
    '/contact-imports',
    {
      config,
      bodyLimit,
      schema: { tags, summary: 'Begin to import a CSV or vCard file', body: ImportBody, response: { 202: ContactImport } },
    },
    async (request, reply) => reply.code(202).send(await imports.start(request.body, sessionOf(request).user.id)),
  );

  app.get(
    '/contact-imports/:id',
    {
      config,
      schema: { tags, summary: 'How far an import is, and what was not taken', params: IdParams, response: { 200: ContactImport } },
    },
    async (request) => imports.get(request.params.id),
  );
}
