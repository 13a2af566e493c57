import {
  CentralinoError,
  IdParams,
  RecordingFileParams,
  RecordingFileQuery,
  RecordingList,
  RecordingPage,
  RecordingQuery,
  type SessionUser,
} from '@centralino/protocol';
import { z } from 'zod';
import { onceInAWhile } from '../../audit/once-in-a-while.ts';
import { rangeOf } from '../../recordings/byte-range.ts';
import { listRecordings } from '../../recordings/list-recordings.ts';
import { requireRole, sessionOf } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['recordings'];
const config = requireRole('agent', 'supervisor', 'admin');

/** A player asks for pieces of a file, over and over: within this time it is one listening. */
const listeningMs = 10 * 60_000;

/** Agents hear the recordings of interactions in which they talked; supervisors and administrators hear all. null: all. */
const onlyOf = (user: SessionUser): string | null => (user.roles.includes('supervisor') || user.roles.includes('admin') ? null : user.id);

export function recordingRoutes(app: ZodApp, { recordings, audit, store: { db } }: HttpDeps): void {
  const isNew = onceInAWhile(listeningMs);
  app.get(
    '/interactions/:id/recordings',
    {
      config,
      schema: {
        tags,
        summary: 'The saved recordings of an interaction, and which were removed',
        params: IdParams,
        response: { 200: RecordingList },
      },
    },
    async (request) => recordings.list(request.params.id, onlyOf(sessionOf(request).user)),
  );

  app.get(
    '/recordings',
    {
      config,
      schema: { tags, summary: 'Recordings, newest first', querystring: RecordingQuery, response: { 200: RecordingPage } },
    },
    async (request) => listRecordings(db, request.query, onlyOf(sessionOf(request).user)),
  );

  app.get(
    '/recordings/:id/files/:index',
    {
      config,
      schema: {
        tags,
        summary: 'A file of a recording, whole or a part of it (Range)',
        params: RecordingFileParams,
        querystring: RecordingFileQuery,
        response: {
          200: z.unknown().describe('The file: audio/ogg or audio/wav'),
          206: z.unknown().describe('The part of it that was asked for'),
        },
      },
    },
    async (request, reply) => {
      const { id, index } = request.params;
      // What is no number is no file of it.
      const { file, read } = await recordings.file(id, /^\d{1,4}$/.test(index) ? Number(index) : -1, onlyOf(sessionOf(request).user));
      const range = rangeOf(request.headers.range, file.bytes);
      void reply.header('accept-ranges', 'bytes');
      if (range === 'unsatisfiable') {
        void reply.header('content-range', `bytes */${file.bytes}`);
        throw new CentralinoError('request.range', `the file has ${file.bytes} bytes`);
      }
      const part = range === 'whole' ? { start: 0, end: file.bytes - 1 } : range;
      const { user, sessionId } = sessionOf(request);
      const action = request.query.download === undefined ? 'recording.play' : 'recording.download';
      if (request.method === 'GET' && isNew(`${sessionId} ${action} ${id} ${index}`)) {
        await audit.record({ user, action, subject: { kind: 'recording', id }, details: { file: index }, address: request.ip });
      }
      const stream = await read(part);
      if (range !== 'whole') void reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${file.bytes}`);
      const disposition = request.query.download === undefined ? 'inline' : 'attachment';
      return reply
        .type(file.mediaType)
        .header('content-length', part.end - part.start + 1)
        .header('content-disposition', `${disposition}; filename="${file.name}"`)
        .send(stream);
    },
  );

  app.delete(
    '/recordings/:id',
    {
      config: requireRole('admin'),
      schema: { tags, summary: 'Remove a recording with its files, for good', params: IdParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await recordings.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
}
