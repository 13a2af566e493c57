import { NativeSelect, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useFormOf } from './form.ts';
import styles from './fields.module.css';

export interface FieldProps {
  /** Where its value is in the form, e.g. `outcomes.required`. */
  name: string;
  label: string;
  /** One or two sentences for people who see this for the first time. */
  help?: ReactNode;
  disabled?: boolean | undefined;
}

/** Words for what is wrong at a path, if anything is. */
export function useFieldError(name: string): string | undefined {
  const form = useFormOf();
  const t = useTranslations('kit.fieldErrors');
  const code = form.error(name);
  return code === undefined ? undefined : t.has(code as 'required') ? t(code as 'required') : t('invalid');
}

/** A row of an editor: the field, and beside it what it means. */
export function Row(props: {
  help?: ReactNode;
  helpId?: string;
  /** The field has no label above it: help stands beside its first line. */
  plain?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.row}>
      <div className={styles.field}>{props.children}</div>
      {props.help !== undefined && (
        <p className={`${styles.help} ${props.plain === true ? styles.plain : ''}`} id={props.helpId}>
          {props.help}
        </p>
      )}
    </div>
  );
}

/** The parts that all fields have in common. */
function useField(props: FieldProps) {
  const form = useFormOf();
  const helpId = useId();
  const error = useFieldError(props.name);
  return {
    form,
    helpId,
    common: {
      label: props.label,
      error,
      disabled: props.disabled ?? false,
      'data-path': props.name,
      'aria-describedby': props.help === undefined ? undefined : helpId,
      onBlur: () => form.touch(props.name),
    },
  };
}

export function TextField(props: FieldProps & { placeholder?: string; mono?: boolean; type?: 'text' | 'url'; lower?: boolean }): ReactNode {
  const { form, helpId, common } = useField(props);
  return (
    <Row help={props.help} helpId={helpId}>
      <TextInput
        {...common}
        type={props.type ?? 'text'}
        placeholder={props.placeholder ?? ''}
        spellCheck={props.mono !== true}
        styles={props.mono === true ? { input: { fontFamily: 'var(--mantine-font-family-monospace)' } } : {}}
        value={String(form.get(props.name) ?? '')}
        onChange={(event) => {
          const { value } = event.currentTarget;
          form.set(props.name, props.lower === true ? value.toLowerCase() : value);
        }}
      />
    </Row>
  );
}

export function AreaField(props: FieldProps & { rows?: number }): ReactNode {
  const { form, helpId, common } = useField(props);
  return (
    <Row help={props.help} helpId={helpId}>
      <Textarea
        {...common}
        rows={props.rows ?? 3}
        value={String(form.get(props.name) ?? '')}
        onChange={(event) => form.set(props.name, event.currentTarget.value)}
      />
    </Row>
  );
}

export function SecretField(props: FieldProps & { visible: boolean; onVisible: (visible: boolean) => void }): ReactNode {
  const { form, helpId, common } = useField(props);
  const t = useTranslations('kit');
  return (
    <Row help={props.help} helpId={helpId}>
      <PasswordInput
        {...common}
        autoComplete="new-password"
        value={String(form.get(props.name) ?? '')}
        visible={props.visible}
        onVisibilityChange={props.onVisible}
        visibilityToggleButtonProps={{ 'aria-label': t(props.visible ? 'hideCharacters' : 'showCharacters'), tabIndex: 0 }}
        onChange={(event) => form.set(props.name, event.currentTarget.value)}
      />
    </Row>
  );
}

/** A number; `unit` is what stands behind it and `factor` how many of the stored unit it is (seconds over milliseconds: 1000). */
export function NumberField(props: FieldProps & { unit?: string; factor?: number; min?: number; max?: number }): ReactNode {
  const { form, helpId, common } = useField(props);
  const factor = props.factor ?? 1;
  const value = form.get(props.name);
  return (
    <Row help={props.help} helpId={helpId}>
      <TextInput
        {...common}
        className={styles.number ?? ''}
        type="number"
        min={props.min}
        max={props.max}
        rightSectionWidth={props.unit === undefined ? undefined : 84}
        rightSection={props.unit === undefined ? undefined : <span className={styles.unit}>{props.unit}</span>}
        value={typeof value === 'number' && Number.isFinite(value) ? value / factor : ''}
        onChange={(event) => {
          const { valueAsNumber } = event.currentTarget;
          form.set(props.name, Number.isNaN(valueAsNumber) ? null : Math.round(valueAsNumber * factor));
          form.touch(props.name);
        }}
      />
    </Row>
  );
}

export function SelectField(props: FieldProps & { options: { value: string; label: string }[] }): ReactNode {
  const { form, helpId, common } = useField(props);
  return (
    <Row help={props.help} helpId={helpId}>
      <NativeSelect
        {...common}
        data={props.options}
        value={String(form.get(props.name) ?? '')}
        onChange={(event) => form.set(props.name, event.currentTarget.value)}
      />
    </Row>
  );
}

export function SwitchField(props: FieldProps): ReactNode {
  const { form, helpId, common } = useField(props);
  return (
    <Row help={props.help} helpId={helpId} plain>
      <Switch {...common} checked={form.get(props.name) === true} onChange={(event) => form.set(props.name, event.currentTarget.checked)} />
    </Row>
  );
}

/** The same text in both languages of the product. */
export function LanguagesField(props: FieldProps & { long?: boolean }): ReactNode {
  const form = useFormOf();
  const t = useTranslations('kit');
  const helpId = useId();
  const it = useFieldError(`${props.name}.it`);
  const en = useFieldError(`${props.name}.en`);
  const Input = props.long === true ? Textarea : TextInput;
  return (
    <Row help={props.help} helpId={helpId}>
      <fieldset className={styles.languages} aria-describedby={props.help === undefined ? undefined : helpId}>
        <legend className={styles.legend}>{props.label}</legend>
        {(['it', 'en'] as const).map((language) => (
          <Input
            key={language}
            label={t(language === 'it' ? 'italian' : 'english')}
            labelProps={{ className: styles.small }}
            aria-label={t('inLanguage', { label: props.label, language: t(language === 'it' ? 'italian' : 'english') })}
            lang={language}
            error={language === 'it' ? it : en}
            disabled={props.disabled ?? false}
            data-path={`${props.name}.${language}`}
            value={String(form.get(`${props.name}.${language}`) ?? '')}
            onBlur={() => form.touch(`${props.name}.${language}`)}
            onChange={(event) => form.set(`${props.name}.${language}`, event.currentTarget.value)}
          />
        ))}
      </fieldset>
    </Row>
  );
}

/** One of several, or none (null). */
export function NullableSelectField(props: FieldProps & { options: { value: string; label: string }[]; none: string }): ReactNode {
  const { form, helpId, common } = useField(props);
  return (
    <Row help={props.help} helpId={helpId}>
      <NativeSelect
        {...common}
        data={[{ value: '', label: props.none }, ...props.options]}
        value={String(form.get(props.name) ?? '')}
        onChange={(event) => form.set(props.name, event.currentTarget.value === '' ? null : event.currentTarget.value)}
      />
    </Row>
  );
}
