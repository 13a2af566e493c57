import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks a person without showing what they type; without a terminal, the first line of standard input is the password. */
export async function askPassword(question: string): Promise<string> {
  const person = process.stdin.isTTY === true;
  if (person) process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: person });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (person) process.stderr.write('\n');
  }
}
