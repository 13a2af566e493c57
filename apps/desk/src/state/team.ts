import type { AgentView, DeskPush, InteractionView, Presence, SuperviseMode, Target } from '@centralino/protocol';
import { failureCode, type FailureCode } from '@centralino/ui';
import { createStore } from '../lib/store.ts';
import type { CallMedia } from './call-media.ts';
import type { Desk, NewNotice } from './desk.ts';
import { applyTeam, emptyTeam, type TeamState } from './team-state.ts';

export type TeamAction = 'listen' | 'mode' | 'leave' | 'takeOver' | 'teamPresence';

/** Something that a supervisor did, for a word about it. */
export interface TeamDone {
  kind: 'presenceSet' | 'moved';
  name: string;
  to: string;
}

interface TeamOptions {
  realtime: Desk['realtime'];
  media: CallMedia;
  /** Runs an action, with a notice when it is refused. */
  act: (action: TeamAction, work: () => Promise<unknown>) => Promise<boolean>;
  notify: (notice: NewNotice) => void;
}

/** What supervisors can do: watch everybody, listen in, set presences, move waiting customers. */
export function createTeam(options: TeamOptions) {
  const { realtime, media, act, notify } = options;
  const store = createStore<TeamState>(emptyTeam);
  /** Why the board is empty, if it is. */
  const failure = createStore<FailureCode | null>(null);
  let watchers = 0;

  const ask = (): void => {
    realtime.request('team.watch', {}).then(
      () => failure.set(null),
      (error: unknown) => {
        // A line that broke is asked again when it is back.
        if (realtime.state === 'open') failure.set(failureCode(error));
      },
    );
  };
  realtime.onState((now) => {
    if (now === 'open' && watchers > 0) ask();
  });

  async function setPresence(
    agent: Pick<AgentView, 'id' | 'name'>,
    presence: Presence,
    before: Presence | null,
    words: string,
  ): Promise<void> {
    const done = await act('teamPresence', () => realtime.request('team.setPresence', { agentId: agent.id, presence }));
    if (!done) return;
    const undo = before === null ? null : () => void setPresence(agent, before, null, '');
    // Taken back: seen on the board, and not worth a word.
    if (words !== '') notify({ tone: 'info', done: { kind: 'presenceSet', name: agent.name, to: words }, undo });
  }

  return {
    store,
    failure,
    apply(push: DeskPush<'team'>): void {
      if (watchers > 0) store.set((now) => applyTeam(now, push));
    },
    /** Live until the returned function is called. */
    watch(): () => void {
      watchers += 1;
      if (watchers === 1 && realtime.state === 'open') ask();
      return () => {
        watchers -= 1;
        if (watchers > 0) return;
        store.set(emptyTeam);
        if (realtime.state === 'open') realtime.request('team.unwatch', {}).catch(() => undefined);
      };
    },
    forget(): void {
      store.set(emptyTeam);
      failure.set(null);
    },

    /** The supervisor's leg belongs to this window. */
    listen: (interactionId: string, mode: SuperviseMode) =>
      act('listen', async () => {
        media.claim(null);
        try {
          const { legId } = await realtime.request('supervise.start', { interactionId, mode });
          media.claim(legId);
          media.look();
        } catch (error) {
          media.unclaim();
          throw error;
        }
      }),
    setMode: (interactionId: string, mode: SuperviseMode) =>
      act('mode', () => realtime.request('supervise.setMode', { interactionId, mode })),
    leave: (interactionId: string) => act('leave', () => realtime.request('supervise.stop', { interactionId })),
    takeOver: (interactionId: string) => act('takeOver', () => realtime.request('supervise.takeOver', { interactionId })),
    /** `words`: the presence as people say it. */
    setPresence: (agent: AgentView, presence: Presence, words: string) => setPresence(agent, presence, agent.presence, words),
    /** Answers why not, for the dialog that it is asked from. */
    async move(interaction: InteractionView, to: Target, words: { name: string; to: string }): Promise<FailureCode | null> {
      try {
        await realtime.request('team.move', { interactionId: interaction.id, to });
        notify({ tone: 'info', done: { kind: 'moved', ...words }, undo: null });
        return null;
      } catch (error) {
        return failureCode(error);
      }
    },
  };
}

export type Team = ReturnType<typeof createTeam>;
