import { once } from 'node:events';
import { createServer } from 'node:http';

type Call = Record<string, string>;
/** The receivers' database: number → calls by id. */
export type PhpDb = Record<string, { name: string; surname: string; calls: Record<string, Call> }>;

/**
 * The receivers of the vendor's published CRM example, one function for each PHP page, in its own order of steps: an implementation of what
 * integrations already do, to hold ours against. It shares no code with the demo's CRM.
 */
const pages: Record<string, (db: PhpDb, get: Record<string, string>) => void> = {
  '/service/ring.php': (db, get) => {
    const contact = db[get['callerNumber'] ?? ''];
    if (contact === undefined) return;
    contact.calls[get['callId'] ?? ''] = {
      direction: 'IN',
      ringDateTime: get['dateTime'] ?? '',
      agent: get['agent'] ?? '',
      service: get['service'] ?? '',
    };
  },
  '/service/answer.php': (db, get) => known(db, get, 'callerNumber', (call) => (call['answerDateTime'] = get['dateTime'] ?? '')),
  '/service/hangup.php': (db, get) =>
    known(db, get, 'callerNumber', (call) => {
      if (call['transferToDateTime'] === undefined) {
        call['hangupDateTime'] = get['dateTime'] ?? '';
        return;
      }
      call['hangupDateTime'] = call['transferToDateTime'];
      call['transferToHangupDateTime'] = get['dateTime'] ?? '';
    }),
  '/outbound/new.php': (db, get) => {
    const contact = db[get['calledNumber'] ?? ''];
    if (contact === undefined) return;
    contact.calls[get['callId'] ?? ''] = { direction: 'OUT', newDateTime: get['dateTime'] ?? '', agent: get['agent'] ?? '' };
  },
  '/outbound/answer.php': (db, get) => known(db, get, 'calledNumber', (call) => (call['answerDateTime'] = get['dateTime'] ?? '')),
  '/outbound/hangup.php': (db, get) => known(db, get, 'calledNumber', (call) => (call['hangupDateTime'] = get['dateTime'] ?? '')),
  '/transfer/transfer.php': (db, get) =>
    known(db, get, 'callerNumber', (call) => {
      call['hangupDateTime'] = get['dateTime'] ?? '';
      call['transferToDateTime'] = get['dateTime'] ?? '';
      call['transferToAnswerDateTime'] = get['dateTime'] ?? '';
      call['transferToAgent'] = get['transferToAgent'] ?? '';
    }),
  '/transfer/answer.php': (db, get) =>
    known(db, get, 'callerNumber', (call) => {
      if (call['transferToDateTime'] !== undefined) call['transferToAnswerDateTime'] = get['dateTime'] ?? '';
    }),
  '/transfer/hangup.php': (db, get) =>
    known(db, get, 'callerNumber', (call) => {
      if (call['transferToAnswerDateTime'] !== undefined) call['transferToHangupDateTime'] = get['dateTime'] ?? '';
    }),
};

/** How long pages take that are not immediate. */
const pageMs: Record<string, number> = { '/service/hangup.php': 80 };

function known(db: PhpDb, get: Record<string, string>, number: string, change: (call: Call) => void): void {
  const call = db[get[number] ?? '']?.calls[get['callId'] ?? ''];
  if (call !== undefined) change(call);
}

/** A running example CRM, with every request that it got. */
export async function openPhpCrm() {
  const db: PhpDb = { '0452224600': { name: 'Mario', surname: 'Rossi', calls: {} } };
  const requests: string[] = [];
  const waiting: { test: () => boolean; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://crm');
    // A page takes its time. What changes one call must not overtake: the pages would undo each other's work.
    setTimeout(() => {
      requests.push(request.url ?? '');
      pages[url.pathname]?.(db, Object.fromEntries(url.searchParams));
      response.end();
      for (const waiter of waiting.splice(0))
        if (waiter.test()) waiter.resolve();
        else waiting.push(waiter);
    }, pageMs[url.pathname] ?? 0);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    db,
    requests,
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    /** Mario Rossi's calls, oldest first. */
    calls: (): Call[] => Object.values(db['0452224600']?.calls ?? {}),
    /** Resolves when what it was told makes this true. */
    async when(test: () => boolean): Promise<void> {
      if (!test()) await new Promise<void>((resolve) => waiting.push({ test, resolve }));
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type PhpCrm = Awaited<ReturnType<typeof openPhpCrm>>;
