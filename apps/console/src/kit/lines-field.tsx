import { Textarea } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { Row, useFieldError, type FieldProps } from './fields.tsx';
import { useFormOf } from './form.ts';

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A list of short texts, one per line. */
export function LinesField(props: FieldProps & { rows?: number; placeholder?: string }): ReactNode {
  const form = useFormOf();
  const helpId = useId();
  const error = useFieldError(props.name);
  const value = (form.get(props.name) as string[] | undefined) ?? [];
  // What is being written (an empty last line, say) stays as long as it means the same list.
  const [text, setText] = useState(value.join('\n'));
  const shown = linesOf(text).join('\n') === value.join('\n') ? text : value.join('\n');
  return (
    <Row help={props.help} helpId={helpId}>
      <Textarea
        label={props.label}
        error={error}
        rows={props.rows ?? 3}
        disabled={props.disabled ?? false}
        placeholder={props.placeholder ?? ''}
        spellCheck={false}
        data-path={props.name}
        aria-describedby={props.help === undefined ? undefined : helpId}
        value={shown}
        onBlur={() => form.touch(props.name)}
        onChange={(event) => {
          setText(event.currentTarget.value);
          form.set(props.name, linesOf(event.currentTarget.value));
        }}
      />
    </Row>
  );
}
