import { Switch } from '@mantine/core';
import { useId, useRef, type ReactNode } from 'react';
import { Row } from './fields.tsx';
import { useFormOf } from './form.ts';

/**
 * Switches a whole optional part of a thing on and off: `on` is what it begins as, `off` what it is without (default: the property is not
 * there). Switching back within the same visit brings what was there.
 */
export function OptionSwitch(props: { label: string; help?: string; path: string; on: unknown; off?: unknown }): ReactNode {
  const form = useFormOf();
  const helpId = useId();
  const last = useRef<unknown>(undefined);
  const now = form.get(props.path);
  const isOn = now !== undefined && now !== null;
  return (
    <Row help={props.help} helpId={helpId} plain>
      <Switch
        label={props.label}
        aria-describedby={props.help === undefined ? undefined : helpId}
        checked={isOn}
        onChange={(event) => {
          if (!event.currentTarget.checked) last.current = now;
          form.set(props.path, event.currentTarget.checked ? (last.current ?? props.on) : props.off);
        }}
      />
    </Row>
  );
}
