import { Button, Loader, type ButtonProps } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './action-button.module.css';

export interface ActionButtonProps extends Omit<ButtonProps, 'loading' | 'disabled'> {
  icon: Icon;
  children: ReactNode;
  /** Under way: the icon turns into a spinner and further clicks do nothing; focus stays where it is. */
  pending?: boolean;
  /** Not possible now. The button stays readable and focusable. */
  unavailable?: boolean;
  /** Filled with amber and ink: something is off or waits (pause, mute). */
  amber?: boolean;
  /** The icon above the word, the key in the corner: for a row of many. */
  stacked?: boolean;
  onClick: () => void;
  'aria-pressed'?: boolean;
  'aria-haspopup'?: 'dialog';
  'aria-keyshortcuts'?: string | undefined;
  title?: string;
}

const stackedNames = { root: styles.root, inner: styles.inner, label: styles.label, section: styles.section } as Record<string, string>;

/** A button for something that the server decides: shows that it was asked, and the new state only when the server has it. */
export function ActionButton(props: ActionButtonProps): ReactNode {
  const { icon: Sign, pending = false, unavailable = false, amber = false, stacked = false, onClick, children, ...rest } = props;
  return (
    <Button
      {...rest}
      {...(stacked ? { classNames: stackedNames } : {})}
      {...(amber
        ? { variant: 'filled', color: 'amber', c: '#14213d', style: { '--button-bg': '#e9a23b', '--button-hover': '#ecb144' } }
        : {})}
      aria-busy={pending || undefined}
      aria-disabled={unavailable || undefined}
      {...(unavailable ? { 'data-disabled': true } : {})}
      leftSection={
        pending ? (
          <Loader size={stacked ? 18 : 16} color="currentColor" aria-hidden />
        ) : (
          <Sign size={stacked ? 20 : 18} stroke={1.9} aria-hidden />
        )
      }
      onClick={() => {
        if (!pending && !unavailable) onClick();
      }}
    >
      {children}
    </Button>
  );
}
