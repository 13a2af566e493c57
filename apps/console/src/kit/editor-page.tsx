import { Banner } from '@centralino/ui';
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { navigate, unsaved } from '../router.ts';
import { noticeEnd } from '../session.ts';
import { fillTexts } from './checks.ts';
import { useFailureText } from './failure.ts';
import { FormContext, useForm, type Form } from './form.ts';
import { useMeanwhile } from './meanwhile.ts';
import { PageHead } from './page-head.tsx';
import { useRemove, type Removal } from './remove.ts';
import { toastDone } from './toasts.tsx';
import styles from './editor.module.css';

/** A part of an editor under a heading. */
export function Section(props: { title: string; text?: string; children: ReactNode }): ReactNode {
  return (
    <section className={styles.section}>
      <h2 className={styles.sectionTitle}>{props.title}</h2>
      {props.text !== undefined && <p className={styles.sectionText}>{props.text}</p>}
      <div className={styles.fields}>{props.children}</div>
    </section>
  );
}

const nothing = (): void => undefined;

/**
 * A page on which one thing is changed or made: fields in sections, checked as they are typed against `check`, and a bar with *Save* and
 * *Discard* as soon as there is something to save. ⌘/Ctrl+S saves too. Leaving with changes asks first.
 */
export function EditorPage<T>(props: {
  title: string;
  intro?: ReactNode;
  back?: { to: string; label: string };
  /** As it is saved; for a new thing its beginning. */
  initial: T;
  isNew: boolean;
  /** A schema of the protocol, made once (outside of the component, or remembered). */
  check: z.ZodType;
  /** Saves and answers what is saved now. */
  save: (value: T) => Promise<T>;
  /** Where a new thing is once it is saved. */
  pathOf?: (value: T) => string;
  removal?: Removal;
  /** Between head and fields, e.g. a preview. */
  aside?: (form: Form<T>) => ReactNode;
  children: (form: Form<T>) => ReactNode;
}): ReactNode {
  const t = useTranslations('kit');
  const failureText = useFailureText();
  const form = useForm<T>(props.initial, props.check);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [overtaken, setOvertaken] = useState(false);
  const meanwhile = useMeanwhile();
  const element = useRef<HTMLFormElement>(null);
  const remove = useRemove(nothing);
  const { dirty } = form;

  useEffect(() => {
    unsaved.set(dirty);
    return () => unsaved.set(false);
  }, [dirty]);

  const submit = async (event?: FormEvent, overwrite = false): Promise<void> => {
    event?.preventDefault();
    if (busy) return;
    const wrong = form.showAll();
    if (wrong !== undefined) {
      setProblem(t('mend'));
      const at = [...(element.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
      at.find((one) => one.dataset['path'] === wrong || wrong.startsWith(`${one.dataset['path'] ?? ''}.`))?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      if (!overwrite && (await meanwhile.changed())) return setOvertaken(true);
      setOvertaken(false);
      const saved = await props.save(fillTexts(form.value));
      form.saved(saved);
      unsaved.set(false);
      toastDone(t('saved'));
      // What can't be read now is asked again at the next save, where it counts.
      if (!props.isNew) await meanwhile.remember().catch(nothing);
      if (props.isNew && props.pathOf !== undefined) navigate(props.pathOf(saved), { replace: true, force: true });
    } catch (error) {
      noticeEnd(error);
      form.refuse(error);
      setProblem(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  const latest = useRef(submit);
  latest.current = submit;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      if (unsaved.get()) void latest.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const { removal, back } = props;
  const removeButton = removal !== undefined && !props.isNew && (
    <Button
      variant="default"
      leftSection={<IconTrash size={16} aria-hidden />}
      onClick={() => void remove(removal).then((gone) => gone && navigate(back?.to ?? '/', { force: true }))}
    >
      {t('remove')}
    </Button>
  );
  return (
    <>
      <PageHead title={props.title} intro={props.intro} {...(back === undefined ? {} : { back })} actions={removeButton} />
      <FormContext value={form as Form}>
        <div className={props.aside === undefined ? undefined : styles.withAside}>
          <form ref={element} onSubmit={(event) => void submit(event)} noValidate className={styles.form}>
            {props.children(form)}
            {(dirty || props.isNew) && (
              <div className={styles.bar} role="region" aria-label={t('changes')}>
                <div className={styles.barText}>
                  {problem !== null ? (
                    <Banner tone="error">{problem}</Banner>
                  ) : overtaken ? (
                    <Banner tone="warning">{t('overtaken')}</Banner>
                  ) : (
                    <span>{t(dirty ? 'notSaved' : 'fillIn')}</span>
                  )}
                </div>
                {overtaken ? (
                  <>
                    <Button
                      variant="default"
                      disabled={busy}
                      onClick={() => {
                        unsaved.set(false);
                        location.reload();
                      }}
                    >
                      {t('showTheirs')}
                    </Button>
                    <Button loading={busy} onClick={() => void submit(undefined, true)}>
                      {t('overwrite')}
                    </Button>
                  </>
                ) : (
                  <>
                    <Button
                      variant="default"
                      disabled={busy}
                      onClick={() => {
                        form.reset();
                        setProblem(null);
                        if (props.isNew && back !== undefined) navigate(back.to, { force: true });
                      }}
                    >
                      {t('discard')}
                    </Button>
                    <Button type="submit" loading={busy}>
                      {t('save')}
                    </Button>
                  </>
                )}
              </div>
            )}
          </form>
          {props.aside?.(form)}
        </div>
      </FormContext>
    </>
  );
}
