import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { videoComesIn } from '../support/browser.ts';
import { agentAtDesk, agentAtWork, customerCalls, customerInShop, give, press } from '../support/people.ts';
import { restAs } from '../support/rest.ts';
import { tonesHeard } from '../support/voices.ts';
import { browser, centralino, useStage } from '../support/stage.ts';

useStage();

/** Real browsers with voices that can be told apart: who hears whom, who sees whom, and which keys arrive. */

/** Hz. */
const voices = { customer: 440, op1: 1_000, op2: 1_900 };
type Who = keyof typeof voices;
let at: Record<Who, Page>;

beforeAll(async () => {
  // A second service, whose only agent is op2.
  const rest = await restAs(centralino.url, 'admin');
  await rest('PUT', '/skillsets/returns', { name: 'Returns' });
  const { services } = (await rest('GET', '/services')) as { services: { code: string }[] };
  const { code: _, ...like } = services.find(({ code }) => code === 'customercare') ?? { code: '' };
  await rest('PUT', '/services/returns', { ...like, name: 'Returns', skillsets: ['returns'] });
  const { users } = (await rest('GET', '/users')) as { users: { id: string; username: string }[] };
  const id = users.find(({ username }) => username === 'op2')?.id ?? '';
  await rest('PATCH', `/users/${id}`, { skills: [{ skillset: 'returns', level: 5 }] });
}, 120_000);

/** A customer talks with op1; op2 is at the desk. */
async function talk(channel: 'Call' | 'Video call' = 'Call'): Promise<void> {
  const url = centralino.url;
  const [customer, op1, op2] = await Promise.all([
    customerInShop(browser, url, voices.customer),
    agentAtWork(browser, url, 'op1', voices.op1),
    agentAtDesk(browser, url, 'op2', voices.op2),
  ]);
  at = { customer, op1, op2 };
  await customerCalls(customer, { channel });
  await press(op1, 'Answer');
  await op1.getByRole('button', { name: 'Hold', exact: true }).waitFor();
}
/** Exactly these voices reach each of them. */
async function hear(expected: Partial<Record<Who, Who[]>>): Promise<void> {
  const names = Object.keys(voices) as Who[];
  for (const [who, others] of Object.entries(expected)) {
    const heard = async (): Promise<Who[]> => {
      const tones = await tonesHeard(at[who as Who], Object.values(voices));
      return names.filter((name) => tones.includes(voices[name]));
    };
    await expect.poll(heard, { timeout: 15_000, message: `what ${who} hears` }).toEqual(others);
  }
}

it('in a conference everybody hears both others and not themselves; one is silenced, heard again and removed', async () => {
  await talk();
  const { customer, op1, op2 } = at;
  await hear({ customer: ['op1'], op1: ['customer'] });
  await give(op1, 'Operatore 2', 'Consult');
  await press(op2, 'Answer');
  await hear({ op1: ['op2'], op2: ['op1'] });
  await press(op1, 'Conference');
  await hear({ customer: ['op1', 'op2'], op1: ['customer', 'op2'], op2: ['customer', 'op1'] });
  await press(op1, 'Silence Operatore 2');
  await op2.getByText('A colleague has silenced you').waitFor();
  await hear({ customer: ['op1'], op1: ['customer'], op2: ['customer', 'op1'] });
  await press(op1, 'Let Operatore 2 speak');
  await hear({ customer: ['op1', 'op2'], op1: ['customer', 'op2'] });
  await press(op1, 'Remove Operatore 2');
  await press(op2, 'Finish');
  await hear({ customer: ['op1'], op1: ['customer'] });
  await press(customer, 'Hang up');
  await press(op1, 'Finish');
});

it('keys arrive in both directions; a blind transfer to a service reaches its agent', async () => {
  const digits: string[] = [];
  await talk();
  const { customer, op1, op2 } = at;
  await hear({ customer: ['op1'], op1: ['customer'] });
  // What the server tells op1's desk from now on.
  const cdp = await op1.context().newCDPSession(op1);
  cdp.on('Network.webSocketFrameReceived', ({ response }) => {
    const frame = JSON.parse(response.payloadData) as { type: string; data: { digit?: string } };
    if (frame.type === 'leg.dtmf') digits.push(frame.data.digit ?? '');
  });
  await cdp.send('Network.enable');
  await press(op1, 'Keypad');
  // The customer's browser plays the two tones of the key 5.
  const pressed = op1.getByRole('button', { name: /^5/ });
  await expect
    .poll(
      async () => {
        await pressed.click();
        return tonesHeard(customer, [770, 1_336]);
      },
      { timeout: 15_000, interval: 300 },
    )
    .toEqual([770, 1_336]);
  await customer.evaluate(() => {
    const line = (window as unknown as { connections: RTCPeerConnection[] }).connections.findLast(
      (one) => one.connectionState === 'connected',
    );
    line
      ?.getSenders()
      .find((sender) => sender.track?.kind === 'audio')
      ?.dtmf?.insertDTMF('159#', 100, 70);
  });
  await expect.poll(() => digits.join(''), { timeout: 10_000 }).toBe('159#');

  await press(op2, 'Ready');
  await give(op1, 'Returns', 'Blind transfer');
  await press(op2, 'Answer');
  await op1.getByRole('button', { name: 'Finish', exact: true }).waitFor();
  await op2.getByText('Returns').first().waitFor();
  await hear({ customer: ['op2'], op2: ['customer'] });
  await press(op1, 'Finish');
  await press(customer, 'Hang up');
  await press(op2, 'Finish');
});

it('video goes along: in a consultation, after it is completed, and after a blind transfer back', async () => {
  await talk('Video call');
  const { customer, op1, op2 } = at;
  await Promise.all([videoComesIn(customer), videoComesIn(op1)]);
  await give(op1, 'Operatore 2', 'Consult');
  await press(op2, 'Answer');
  await Promise.all([videoComesIn(op1), videoComesIn(op2)]);
  await press(op1, 'Complete transfer');
  await press(op1, 'Finish');
  await Promise.all([videoComesIn(customer), videoComesIn(op2)]);
  await hear({ customer: ['op2'], op2: ['customer'] });
  await give(op2, 'Operatore 1', 'Blind transfer');
  await press(op1, 'Answer');
  await press(op2, 'Finish');
  await Promise.all([videoComesIn(customer), videoComesIn(op1)]);
  await hear({ customer: ['op1'], op1: ['customer'] });
  await press(customer, 'Hang up');
  await press(op1, 'Finish');
});
