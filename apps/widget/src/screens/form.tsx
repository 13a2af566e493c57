import { longestPhone, tidyAnswer } from '@centralino/protocol/plain';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { formOf } from '../call/state.ts';
import { wireKeyOf } from './refusals.ts';
import type { FormConfig, FormField } from '../types.ts';
import { Button, Note } from '../ui/controls.tsx';
import { useWidget } from '../ui/hooks.ts';
import { Icon } from '../ui/icons.tsx';
import { answerError, autocompleteOf, formErrors, messageOf } from './form-rules.ts';

const noForm: FormConfig = { fields: [], consent: null };

/** Who calls. The answers stay while the call is being started, and when it is refused. */
export function Form() {
  const { session, state, t } = useWidget();
  const form = formOf(state);
  const { fields, consent } = form ?? noForm;
  const busy = state.step === 'creating';
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [agreed, setAgreed] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const element = useRef<HTMLFormElement>(null);

  const showErrors = (found: Record<string, string>): void => {
    setErrors(found);
    const first = [...fields.map(({ key }) => key), 'consent'].find((key) => found[key] !== undefined);
    if (first !== undefined) queueMicrotask(() => element.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus());
  };
  const refusal = state.refusal;
  useEffect(() => {
    if (refusal !== null) showErrors(refusal.fields);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when a new refusal arrives, not when the fields are drawn again
  }, [refusal]);

  const submit = (): void => {
    if (busy) return;
    const found = formErrors(form ?? noForm, answers, agreed);
    showErrors(found);
    if (Object.keys(found).length > 0) return;
    const given = fields.map(({ key, type }) => ({ key, value: tidyAnswer(type, answers[key] ?? '') })).filter(({ value }) => value !== '');
    void session.callNow(given, agreed);
  };
  const count = Object.keys(errors).length;
  return (
    <div class="screen form">
      <h2 tabIndex={-1}>{t(form === null ? 'form.refused' : 'form.title')}</h2>
      {form !== null && (
        <p class="quiet">
          {t('form.help')} {fields.some(({ required }) => required) && t('form.requiredNote')}
        </p>
      )}
      {refusal !== null && Object.keys(refusal.fields).length === 0 && (
        <div role="alert">
          <Note tone="bad" {...(form === null ? {} : { title: t('form.refused') })}>
            {t(wireKeyOf(refusal.code))}
          </Note>
        </div>
      )}
      <form
        ref={element}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {fields.map((field) => (
          <Field
            key={field.key}
            field={field}
            value={answers[field.key] ?? ''}
            error={errors[field.key]}
            onInput={(value) => {
              setAnswers((before) => ({ ...before, [field.key]: value }));
              // An error that was shown goes as soon as it is put right, and comes back only at blur.
              if (errors[field.key] !== undefined && answerError(field, value) === null) setErrors(without(errors, field.key));
            }}
            onBlur={(value) => {
              const error = answerError(field, value);
              setErrors((before) => (error === null ? without(before, field.key) : { ...before, [field.key]: error }));
            }}
          />
        ))}
        {consent !== null && (
          <Consent
            consent={consent}
            agreed={agreed}
            error={errors.consent}
            onChange={(value) => {
              setAgreed(value);
              if (value) setErrors((before) => without(before, 'consent'));
            }}
          />
        )}
        <p class="sr" role="status">
          {count === 0 ? '' : count === 1 ? t('form.errorsOne') : t('form.errors', { count })}
        </p>
        <div class="actions">
          <Button onClick={() => session.cancel()}>{t('common.cancel')}</Button>
          <button type="submit" class="button primary" aria-disabled={busy || undefined}>
            {busy ? <i class="spinner" aria-hidden="true" /> : <Icon name="phone" size={20} />}
            {t('form.submit')}
          </button>
        </div>
      </form>
    </div>
  );
}

function without(errors: Record<string, string>, key: string): Record<string, string> {
  const { [key]: _gone, ...rest } = errors;
  return rest;
}

interface FieldProps {
  field: FormField;
  value: string;
  error: string | undefined;
  onInput: (value: string) => void;
  onBlur: (value: string) => void;
}

function Field({ field, value, error, onInput, onBlur }: FieldProps) {
  const { t, text } = useWidget();
  const id = useId();
  const errorId = useId();
  const common = {
    id,
    name: field.key,
    required: field.required,
    'aria-invalid': error !== undefined,
    'aria-describedby': error === undefined ? undefined : errorId,
    autocomplete: autocompleteOf(field),
  };
  const label = (
    <>
      <label for={id}>{text(field.label)}</label>
      {/* Outside of the label: the field's name stays its label, and "required" is told by the field itself. */}
      {field.required ? (
        <span class="required" aria-hidden="true">
          *
        </span>
      ) : null}
    </>
  );
  const message =
    error === undefined ? null : (
      <p id={errorId} class="error">
        <Icon name="alert" size={16} />
        {t(messageOf(error, field.key, field.type))}
      </p>
    );
  if (field.type === 'checkbox') {
    return (
      <div class={`field tick${error === undefined ? '' : ' wrong'}`}>
        <div class="tick-row">
          <input
            {...common}
            type="checkbox"
            checked={value === 'true'}
            onChange={(event) => onInput(event.currentTarget.checked ? 'true' : '')}
          />
          <span>{label}</span>
        </div>
        {message}
      </div>
    );
  }
  return (
    <div class={`field${error === undefined ? '' : ' wrong'}`}>
      <div class="label-row">{label}</div>
      {field.type === 'textarea' && (
        <textarea
          {...common}
          rows={3}
          value={value}
          maxLength={2000}
          onInput={(event) => onInput(event.currentTarget.value)}
          onBlur={(event) => onBlur(event.currentTarget.value)}
        />
      )}
      {field.type === 'select' && (
        <div class="select">
          <select
            {...common}
            value={value}
            onChange={(event) => onInput(event.currentTarget.value)}
            onBlur={(event) => onBlur(event.currentTarget.value)}
          >
            <option value="">{t('form.choose')}</option>
            {(field.options ?? []).map((option) => (
              <option key={option.value} value={option.value}>
                {text(option.label)}
              </option>
            ))}
          </select>
          <Icon name="chevron" size={18} />
        </div>
      )}
      {field.type !== 'textarea' && field.type !== 'select' && (
        <input
          {...common}
          // Fields of type email would change international addresses while one writes; the keyboard is the same. "text" for both: the type
          // definitions tell them apart by attributes that we don't use.
          type={(field.type === 'tel' ? 'tel' : 'text') as 'text'}
          inputMode={field.type === 'email' ? 'email' : field.type === 'tel' ? 'tel' : 'text'}
          value={value}
          maxLength={field.type === 'tel' ? longestPhone : 200}
          autocapitalize={field.type === 'text' ? 'words' : 'none'}
          onInput={(event) => onInput(event.currentTarget.value)}
          onBlur={(event) => onBlur(event.currentTarget.value)}
        />
      )}
      {message}
    </div>
  );
}

interface ConsentProps {
  consent: NonNullable<FormConfig['consent']>;
  agreed: boolean;
  error: string | undefined;
  onChange: (agreed: boolean) => void;
}

function Consent({ consent, agreed, error, onChange }: ConsentProps) {
  const { t, text } = useWidget();
  const id = useId();
  const errorId = useId();
  return (
    <div class={`field tick${error === undefined ? '' : ' wrong'}`}>
      <div class="tick-row">
        <input
          id={id}
          name="consent"
          type="checkbox"
          required={consent.required}
          checked={agreed}
          aria-invalid={error !== undefined}
          aria-describedby={error === undefined ? undefined : errorId}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>
          <label for={id}>{text(consent.text)}</label>
          {consent.required && (
            <span class="required" aria-hidden="true">
              *
            </span>
          )}{' '}
          <a href={safeUrl(consent.url)} target="_blank" rel="noopener noreferrer">
            {text(consent.linkLabel)}
            <span class="sr"> ({t('form.newWindow')})</span>
          </a>
        </span>
      </div>
      {error !== undefined && (
        <p id={errorId} class="error">
          <Icon name="alert" size={16} />
          {t(messageOf(error, 'consent'))}
        </p>
      )}
    </div>
  );
}

/** Only web addresses: a `javascript:` link in a configuration must not run in the customer's page. */
const safeUrl = (url: string): string => (/^https?:\/\//i.test(url) ? url : '#');
