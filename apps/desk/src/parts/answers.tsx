import type { FormAnswer } from '@centralino/protocol';
import type { ReactNode } from 'react';
import { phoneAsWritten } from '../lib/phone.ts';

/** What a customer wrote in the form: shown as text, whatever it is. */
export function Answers(props: { answers: FormAnswer[]; label: string; className: string | undefined }): ReactNode {
  const filled = props.answers.filter((answer) => answer.value.trim() !== '');
  if (filled.length === 0) return null;
  return (
    <dl className={props.className} aria-label={props.label} tabIndex={0}>
      {filled.map((answer) => [
        <dt key={`${answer.key}.label`}>{answer.label || answer.key}</dt>,
        <dd key={answer.key}>{answer.key === 'phone' ? phoneAsWritten(answer.value) : answer.value}</dd>,
      ])}
    </dl>
  );
}
