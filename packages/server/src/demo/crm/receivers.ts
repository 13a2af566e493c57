import type { CrmCall, CrmContact } from './crm-data.ts';

/** What a notification says, by the names that the records map their variables to. */
type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * The nine receivers of notifications, one for each record: this is what an integration is made of. Each looks the contact up by number,
 * the call by its id, and writes down what happened. Whom or what it does not know it leaves alone; the same notification twice does
 * nothing new.
 */
export const receivers: Record<string, { number: 'callerNumber' | 'calledNumber'; receive(contact: CrmContact, said: Parameters): void }> =
  {
    'service/ring': {
      number: 'callerNumber',
      receive({ calls }, { callId = '', dateTime = '', agent = '', service = '' }) {
        calls[callId] = { ...calls[callId], direction: 'IN', ringDateTime: dateTime, agent, service };
      },
    },
    'service/answer': { number: 'callerNumber', receive: answered },
    'service/hangup': {
      number: 'callerNumber',
      receive({ calls }, { callId = '', dateTime = '' }) {
        const call = calls[callId];
        if (call === undefined) return;
        if (call.transferToDateTime === undefined) call.hangupDateTime = dateTime;
        else {
          // Transferred with consultation: the first agent's part ended at the transfer.
          call.hangupDateTime = call.transferToDateTime;
          call.transferToHangupDateTime = dateTime;
        }
      },
    },
    'outbound/new': {
      number: 'calledNumber',
      receive({ calls }, { callId = '', dateTime = '', agent = '' }) {
        calls[callId] = { ...calls[callId], direction: 'OUT', newDateTime: dateTime, agent };
      },
    },
    'outbound/answer': { number: 'calledNumber', receive: answered },
    'outbound/hangup': {
      number: 'calledNumber',
      receive({ calls }, { callId = '', dateTime = '' }) {
        change(calls[callId], { hangupDateTime: dateTime });
      },
    },
    'transfer/transfer': {
      number: 'callerNumber',
      receive({ calls }, { callId = '', dateTime = '', transferToAgent = '' }) {
        const call = calls[callId];
        if (call === undefined || call.transferToDateTime === dateTime) return;
        // With consultation the second agent has the call already. After a blind one the first is gone and the second has yet to answer.
        const blind = call.hangupDateTime !== undefined;
        call.hangupDateTime = dateTime;
        call.transferToDateTime = dateTime;
        call.transferToAgent = transferToAgent;
        if (blind) delete call.transferToAnswerDateTime;
        else call.transferToAnswerDateTime = dateTime;
      },
    },
    'transfer/answer': {
      number: 'callerNumber',
      receive({ calls }, { callId = '', dateTime = '' }) {
        // An answer after the transfer: it was a blind one.
        if (calls[callId]?.transferToDateTime !== undefined) change(calls[callId], { transferToAnswerDateTime: dateTime });
      },
    },
    'transfer/hangup': {
      number: 'callerNumber',
      receive({ calls }, { callId = '', dateTime = '' }) {
        if (calls[callId]?.transferToDateTime !== undefined) change(calls[callId], { transferToHangupDateTime: dateTime });
      },
    },
  };

function answered({ calls }: CrmContact, { callId = '', dateTime = '' }: Parameters): void {
  change(calls[callId], { answerDateTime: dateTime });
}

function change(call: CrmCall | undefined, changes: Partial<CrmCall>): void {
  if (call !== undefined) Object.assign(call, changes);
}
