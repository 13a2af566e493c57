import type { PopupFailure, PopupSample, PopupTrial, PopupVariables } from '@centralino/protocol';
import { Banner, useLanguage } from '@centralino/ui';
import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { popups } from '../../api/integrations.ts';
import { CodeWord } from '../../kit/badge.tsx';
import { useFailureText } from '../../kit/failure.ts';
import page from '../../kit/page.module.css';
import styles from './popups.module.css';

export type Samples = PopupSample[];
type Name = keyof PopupVariables;

/** Between the values of a list, as integrations write them. */
const separator = '|';
const textOf = (value: string | string[]): string => (typeof value === 'string' ? value : value.join(separator));

/** Calls the function as it stands, not saved, for a sample call whose values can be changed. */
export function Try(props: { source: string; samples: Samples; onFailure: (failure: PopupFailure | null) => void }): ReactNode {
  const t = useTranslations('popups');
  const { language } = useLanguage();
  const failureText = useFailureText();
  const { source, samples } = props;
  const [chosen, setChosen] = useState(0);
  const [variables, setVariables] = useState<Partial<PopupVariables>>(samples[0]?.variables ?? {});
  const [busy, setBusy] = useState(false);
  const [trial, setTrial] = useState<PopupTrial | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await popups.try(source, variables);
      setTrial(next);
      props.onFailure(next.failure);
    } catch (error) {
      setTrial(null);
      setProblem(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div role="group" aria-label={t('try')} className={styles.part}>
      <Group gap="sm" align="flex-end">
        <NativeSelect
          w={320}
          label={t('sample')}
          value={String(chosen)}
          data={samples.map(({ name }, index) => ({ value: String(index), label: name[language] }))}
          onChange={(event) => {
            const index = Number(event.currentTarget.value);
            setChosen(index);
            setVariables(samples[index]?.variables ?? {});
          }}
        />
        <Button
          variant="default"
          loading={busy}
          disabled={source.trim() === ''}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => void run()}
        >
          {t('try')}
        </Button>
      </Group>
      <details>
        <summary>{t('values')}</summary>
        <div className={styles.values}>
          {(Object.keys(variables) as Name[]).map((name) => (
            <TextInput
              key={name}
              size="xs"
              label={name}
              spellCheck={false}
              value={textOf(variables[name] ?? '')}
              onChange={(event) => {
                const { value } = event.currentTarget;
                const next = name === 'CALL_POPUPINFO' ? (value === '' ? [] : value.split(separator)) : value;
                setVariables((now) => ({ ...now, [name]: next }));
              }}
            />
          ))}
        </div>
      </details>
      {problem !== null && <Banner tone="error">{problem}</Banner>}
      {trial !== null && <Trial trial={trial} />}
    </div>
  );
}

function Trial({ trial }: { trial: PopupTrial }): ReactNode {
  const t = useTranslations('popups');
  const { result, failure, logs, warnings, ms } = trial;
  return (
    <>
      {failure !== null && (
        <Banner tone="error" title={t(`failures.${failure.kind}`)}>
          {failure.line === null ? failure.message : t('atLine', { line: failure.line, message: failure.message })}
        </Banner>
      )}
      {result !== null && (
        <>
          <Banner tone="good">{t('ran', { ms: Math.round(ms) })}</Banner>
          <div className={page.scroll} tabIndex={0} role="group" aria-label={t('result')}>
            <table className={page.table}>
              <tbody>
                {(['onRing', 'onAnswer', 'onHangup', 'onDemand'] as const).map((key) => (
                  <tr key={key}>
                    <th scope="row">{t(`triggers.${key}`)}</th>
                    <td className={styles.address}>{result[key] === null || result[key] === '' ? t('nothing') : result[key]}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{t('where')}</th>
                  <td>
                    {result.webClientOpenNewWindow === true
                      ? t('inWindow')
                      : result.webClientTabName !== null && result.webClientTabName !== ''
                        ? t('inNamedTab', { name: result.webClientTabName })
                        : t(result.webClientOpenNewTab === true ? 'inTab' : 'inFrame')}
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        </>
      )}
      {warnings.map((warning) => (
        <Banner key={warning} tone="warning">
          {warning}
        </Banner>
      ))}
      {logs.length > 0 && (
        <div>
          {logs.map((line, index) => (
            <div key={index}>
              <CodeWord>{line}</CodeWord>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
