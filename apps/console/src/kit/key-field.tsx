import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { codeOf } from './code-of.ts';
import { TextField } from './fields.tsx';
import { useFormOf } from './form.ts';

/**
 * The code of a thing: follows its name until somebody writes their own; fixed once the thing exists. `taken` are those of the others:
 * a new thing must not silently overwrite one of them.
 */
export function KeyField(props: { name: string; from: string; isNew: boolean; taken: string[]; label?: string; help?: string }): ReactNode {
  const t = useTranslations('kit');
  const form = useFormOf();
  const made = useRef('');
  const { isNew, name, taken } = props;
  const source = String(form.get(props.from) ?? '');
  const code = String(form.get(name) ?? '');
  const set = useRef(form.set);
  set.current = form.set;
  useEffect(() => {
    if (!isNew || code !== made.current) return;
    const plain = codeOf(source);
    let next = plain;
    for (let number = 2; next !== '' && taken.includes(next); number += 1) next = `${plain.slice(0, 36)}-${number}`;
    if (next === code) return;
    made.current = next;
    set.current(name, next);
  }, [isNew, source, code, name, taken]);
  return <TextField name={name} label={props.label ?? t('code')} help={props.help ?? t('codeHelp')} mono disabled={!isNew} />;
}
