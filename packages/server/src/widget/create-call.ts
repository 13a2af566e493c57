import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { CentralinoError, type RequestData, type WidgetRequests } from '@centralino/protocol';
import type { Contacts } from '../contacts/contacts.ts';
import type { KeyedQueue } from '../realtime/keyed-queue.ts';
import type { EnginePort, StorePort } from '../realtime/ports.ts';
import { checkAnswers } from './check-answers.ts';
import { customerPage } from './customer-page.ts';
import type { CustomerTokens } from './customer-tokens.ts';
import { contactKeysOf, findOrCreateContact, knownOf, nameOf } from './find-contact.ts';
import { loadWidget, publicWidget, requireEnabled } from './widget-config.ts';

export type CreateCallContext = {
  engine: EnginePort;
  store: StorePort;
  contacts: Contacts;
  tokens: CustomerTokens;
  /** By number and email: two calls of the same new person, one after the other, else both would make a contact. */
  contactQueue: KeyedQueue;
  logger: FastifyBaseLogger;
};

/**
 * A customer asks for an agent: checks the form, finds or makes the contact, and creates the interaction with a token that only this
 * customer gets. Throws `widget.*`, `service.channelNotOffered`, `form.invalid`, `request.invalid`; then no interaction exists.
 */
export async function createCall(
  context: CreateCallContext,
  widgetId: string,
  { channel, language, answers, consent, page }: RequestData<WidgetRequests, 'call.create'>,
  origin: string | undefined,
): Promise<{ interactionId: string; token: string }> {
  const { engine, store, contacts, tokens, contactQueue, logger } = context;
  // Read anew: an administrator may have changed the form since the page was opened.
  const widget = await loadWidget(store, widgetId);
  requireEnabled(widget);
  const offered = publicWidget(engine.committed, widget).channels.find((candidate) => candidate.channel === channel);
  if (offered === undefined) throw new CentralinoError('service.channelNotOffered');
  const checked = checkAnswers(offered.form, answers, consent, language);
  const contact = await contactQueue.run(contactKeysOf(checked), () => findOrCreateContact(contacts, checked, widget.service));

  const from = page === undefined ? null : customerPage(page, origin);
  const interactionId = randomUUID();
  const token = await tokens.create(interactionId, widgetId);
  try {
    await engine.send({
      type: 'interaction.create',
      interactionId,
      service: widget.service,
      channel,
      language,
      customer: {
        name: nameOf(knownOf(checked)),
        contactId: contact?.id ?? null,
        answers: checked,
        ...(from === null ? {} : { page: from }),
      },
    });
  } catch (error) {
    await tokens.remove(token).catch((failed: unknown) => logger.warn({ err: failed }, 'could not remove an unused customer token'));
    throw error;
  }
  return { interactionId, token };
}
