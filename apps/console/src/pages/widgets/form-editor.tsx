import type { FormConfig, FormField } from '@centralino/protocol';
import { Button, NativeSelect } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ItemButtons } from '../../kit/choices.tsx';
import { LanguagesField, SwitchField, TextField } from '../../kit/fields.tsx';
import { useFormOf } from '../../kit/form.ts';
import { moved } from '../../kit/moved.ts';
import { OptionSwitch } from '../../kit/option-switch.tsx';
import styles from './widgets.module.css';

/** Keys that fill the contact; everything else is shown to the agent. */
const contactKeys = ['firstName', 'lastName', 'company', 'email', 'phone'] as const;
const typeOfKey: Partial<Record<string, FormField['type']>> = { email: 'email', phone: 'tel' };
const fieldTypes: FormField['type'][] = ['text', 'email', 'tel', 'textarea', 'select', 'checkbox'];

const isContactKey = (key: string): key is (typeof contactKeys)[number] => (contactKeys as readonly string[]).includes(key);

function freeKey(fields: readonly FormField[]): string {
  let number = 1;
  while (fields.some(({ key }) => key === `field${number}`)) number += 1;
  return `field${number}`;
}

/** The form before a call: its fields with labels in both languages, and consent. */
export function FormEditor({ path, channel, usual }: { path: string; channel: string; usual: FormConfig }): ReactNode {
  const t = useTranslations('widgets');
  const form = useFormOf();
  const config = form.get(path) as FormConfig | null;
  const fields = config?.fields ?? [];
  const set = (next: FormField[]): void => form.set(`${path}.fields`, next);
  return (
    <div className={styles.form}>
      <OptionSwitch path={path} label={t('formOn', { channel })} help={t('formHelp')} on={usual} off={null} />
      {config !== null && (
        <>
          <div role="group" aria-label={t('fields', { channel })} className={styles.narrow}>
            {fields.map((field, index) => (
              <Field
                key={index}
                path={`${path}.fields.${index}`}
                field={field}
                fields={fields}
                index={index}
                onMove={(to) => set(moved(fields, index, to))}
                onRemove={() => set(fields.filter((one) => one !== field))}
              />
            ))}
          </div>
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={fields.length >= 20}
              onClick={() => set([...fields, { key: freeKey(fields), type: 'text', label: { it: '', en: '' }, required: false }])}
            >
              {t('addField')}
            </Button>
          </div>
          <OptionSwitch
            path={`${path}.consent`}
            label={t('consent')}
            help={t('consentHelp')}
            off={null}
            on={{
              text: { it: 'Ho letto l’informativa sulla privacy.', en: 'I have read the privacy notice.' },
              linkLabel: { it: 'Informativa sulla privacy', en: 'Privacy notice' },
              url: '',
              required: true,
            }}
          />
          {config.consent !== null && (
            <>
              <TextField name={`${path}.consent.url`} label={t('consentUrl')} type="url" placeholder="https://www.example.com/privacy" />
              <LanguagesField name={`${path}.consent.text`} label={t('consentText')} />
              <LanguagesField name={`${path}.consent.linkLabel`} label={t('consentLink')} />
              <SwitchField name={`${path}.consent.required`} label={t('consentRequired')} />
            </>
          )}
        </>
      )}
    </div>
  );
}

function Field(props: {
  path: string;
  field: FormField;
  fields: FormField[];
  index: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}): ReactNode {
  const t = useTranslations('widgets');
  const form = useFormOf();
  const { path, field, fields, index } = props;
  const name = t('field', { number: index + 1 });
  const options = field.options ?? [];
  const purpose = isContactKey(field.key) ? field.key : 'other';
  return (
    <div role="group" aria-label={name} className={styles.field}>
      <div className={styles.fieldHead}>
        <span>{name}</span>
        <ItemButtons name={name} index={index} count={fields.length} onMove={props.onMove} onRemove={props.onRemove} />
      </div>
      <LanguagesField name={`${path}.label`} label={t('label')} />
      <div className={styles.fieldRow}>
        <NativeSelect
          label={t('fills')}
          value={purpose}
          data={[...contactKeys, 'other' as const].map((key) => ({
            value: key,
            label: t(`keys.${key}`),
            // Each purpose once: two first names would overwrite each other.
            disabled: key !== 'other' && key !== field.key && fields.some((one) => one.key === key),
          }))}
          onChange={(event) => {
            const key = event.currentTarget.value;
            form.set(path, { ...field, key: key === 'other' ? freeKey(fields) : key, type: typeOfKey[key] ?? field.type });
          }}
        />
        <NativeSelect
          label={t('type')}
          value={field.type}
          data={fieldTypes.map((type) => ({ value: type, label: t(`types.${type}`) }))}
          onChange={(event) => {
            const type = event.currentTarget.value as FormField['type'];
            const { options: _none, ...rest } = field;
            form.set(
              path,
              type === 'select' ? { ...field, type, options: options.length > 0 ? options : [newOption(0)] } : { ...rest, type },
            );
          }}
        />
      </div>
      <div style={{ marginTop: 12 }}>
        <SwitchField name={`${path}.required`} label={t('required')} />
      </div>
      {field.type === 'select' && (
        <div role="group" aria-label={t('options')} className={styles.form}>
          {options.map((option, place) => (
            <div key={option.value} className={styles.narrow}>
              <LanguagesField name={`${path}.options.${place}.label`} label={t('option', { number: place + 1 })} />
              <ItemButtons
                name={t('option', { number: place + 1 })}
                index={place}
                count={options.length}
                onMove={(to) => form.set(`${path}.options`, moved(options, place, to))}
                onRemove={() =>
                  form.set(
                    `${path}.options`,
                    options.filter((one) => one !== option),
                  )
                }
              />
            </div>
          ))}
          <div>
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => {
                let number = options.length;
                while (options.some(({ value }) => value === newOption(number).value)) number += 1;
                form.set(`${path}.options`, [...options, newOption(number)]);
              }}
            >
              {t('addOption')}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

const newOption = (number: number) => ({ value: `choice${number + 1}`, label: { it: '', en: '' } });
