import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CentralinoError, type CommandRequest } from '@centralino/protocol';
import { AgentConnections } from './agent-connections.ts';

const make = (send: (command: CommandRequest) => Promise<unknown> = () => Promise.resolve()) => {
  const told: string[] = [];
  const connections = new AgentConnections({
    reloadMs: 1_500,
    logger: pino({ level: 'silent' }),
    send: async (command) => {
      await send(command);
      told.push(command.type);
    },
  });
  return { connections, told };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('agent connections', () => {
  it('tells the first socket and the last', async () => {
    const { connections, told } = make();
    await connections.add('anna');
    await connections.add('anna');
    expect(told).toEqual(['agent.connect']);
    connections.remove('anna', false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual(['agent.connect']);
    connections.remove('anna', false);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(told).toEqual(['agent.connect']);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual(['agent.connect', 'agent.disconnect']);
  });

  it('a page reload is not felt', async () => {
    const { connections, told } = make();
    await connections.add('anna');
    connections.remove('anna', false);
    await vi.advanceTimersByTimeAsync(1_000);
    await connections.add('anna');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual(['agent.connect']);
  });

  it('a dead socket is not waited for', async () => {
    const { connections, told } = make();
    await connections.add('anna');
    connections.remove('anna', true);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['agent.connect', 'agent.disconnect']);
  });

  it('a return while the goodbye is on its way arrives after it', async () => {
    let release: () => void = () => undefined;
    const { connections, told } = make((command) =>
      command.type === 'agent.disconnect' ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve(),
    );
    await connections.add('anna');
    connections.remove('anna', true);
    await vi.advanceTimersByTimeAsync(0);
    const back = connections.add('anna');
    await vi.advanceTimersByTimeAsync(0);
    release();
    await back;
    expect(told).toEqual(['agent.connect', 'agent.disconnect', 'agent.connect']);
  });

  it('an agent whom the engine does not know can try again', async () => {
    let known = false;
    const { connections, told } = make(() => (known ? Promise.resolve() : Promise.reject(new CentralinoError('agent.unknown'))));
    await expect(connections.add('anna')).rejects.toThrow(CentralinoError);
    known = true;
    await connections.add('anna');
    expect(told).toEqual(['agent.connect']);
  });

  it('nobody is disconnected by the end of the server', async () => {
    const { connections, told } = make();
    await connections.add('anna');
    await connections.stop();
    connections.remove('anna', true);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual(['agent.connect']);
  });
});
