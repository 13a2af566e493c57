import type { Contact } from '@centralino/protocol';
import type { FailureCode } from '@centralino/ui';
import { UnstyledButton } from '@mantine/core';
import {
  IconBriefcase,
  IconMail,
  IconMapPin,
  IconPhone,
  IconPhoneOutgoing,
  IconStarFilled,
  IconTag,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { initials } from '../lib/format.ts';
import { phoneAsWritten } from '../lib/phone.ts';
import { useStore } from '../lib/store.ts';
import { failureWord } from '../messages/failure-message.ts';
import { Banner } from '../parts/banner.tsx';
import styles from '../parts/side-panel.module.css';
import { useDesk } from '../state/desk-context.ts';
import { mayCall } from '../state/may.ts';
import { addressLines, contactName } from './contact.ts';
import own from './contacts.module.css';

/** Who somebody is and how to reach them. */
export function ContactCard(props: { contact: Contact }): ReactNode {
  const desk = useDesk();
  const t = useTranslations();
  const { contact } = props;
  const [failure, setFailure] = useState<FailureCode | null>(null);
  const possible = useStore(desk.state, mayCall);
  const name = contactName(contact) || t('contact.noName');
  const under = [contact.role, contact.department, contact.company].filter((part) => part !== '' && part !== name).join(' · ');
  const address = addressLines(contact);
  const custom = contact.custom.map((value, index) => ({ value, place: index + 1 })).filter(({ value }) => value !== '');

  const call = (number: string): void => {
    setFailure(null);
    void desk.call({ kind: 'number', number }, contact.id).then(setFailure);
  };

  return (
    <>
      <div className={styles.person}>
        <span className={styles.avatar} aria-hidden>
          {initials(name)}
        </span>
        <div style={{ minWidth: 0 }}>
          <div className={styles.name}>
            {name}
            {contact.vip && (
              <span className={own.vip}>
                <IconStarFilled size={11} aria-hidden /> {t('contact.vip')}
              </span>
            )}
          </div>
          {under !== '' && <div className={styles.company}>{under}</div>}
        </div>
      </div>
      {failure !== null && <Banner tone="error">{t(`errors.${failureWord(failure)}`)}</Banner>}
      <dl className={styles.facts}>
        {contact.tel.map((tel) => {
          const number = phoneAsWritten(tel.value);
          return (
            <Fact key={tel.id} icon={IconPhone} label={t('contact.phone')} kind={t(`contact.telTypes.${tel.type}`)}>
              <UnstyledButton
                className={`${own.reach} cc-tabular`}
                aria-label={t('contact.call', { number })}
                disabled={!possible || tel.e164 === null}
                onClick={() => call(tel.e164 ?? tel.value)}
              >
                {number} <IconPhoneOutgoing className={own.reachSign} size={15} aria-hidden />
              </UnstyledButton>
            </Fact>
          );
        })}
        {contact.mail.map((mail) => (
          <Fact key={mail.id} icon={IconMail} label={t('contact.email')}>
            <a className={own.reach} href={`mailto:${encodeURIComponent(mail.value)}`}>
              {mail.value}
            </a>
          </Fact>
        ))}
        {contact.web.map((web) => (
          <Fact key={web.id} icon={IconWorld} label={t('contact.web')}>
            <a
              className={own.reach}
              href={/^https?:\/\//i.test(web.value) ? web.value : `https://${web.value}`}
              target="_blank"
              rel="noreferrer noopener"
            >
              {web.value}
            </a>
          </Fact>
        ))}
        {address.length > 0 && (
          <Fact icon={IconMapPin} label={t('contact.address')}>
            {address.join(', ')}
          </Fact>
        )}
        {contact.category !== '' && (
          <Fact icon={IconTag} label={t('contact.category')}>
            {contact.category}
          </Fact>
        )}
        {contact.otherName !== '' && (
          <Fact icon={IconBriefcase} label={t('contact.otherName')}>
            {contact.otherName}
          </Fact>
        )}
        {custom.map(({ value, place }) => (
          <Fact key={place} icon={IconTag} label={t('contact.custom', { place: String(place) })}>
            {value}
          </Fact>
        ))}
      </dl>
      {contact.notes !== '' && <p className={styles.about}>{contact.notes}</p>}
    </>
  );
}

function Fact(props: { icon: Icon; label: string; kind?: string; children: ReactNode }): ReactNode {
  const Sign = props.icon;
  return (
    <>
      <dt aria-label={props.label}>
        <Sign size={17} stroke={1.7} aria-hidden />
      </dt>
      <dd>
        {props.children}
        {props.kind !== undefined && <span className={own.kind}>{props.kind}</span>}
      </dd>
    </>
  );
}
