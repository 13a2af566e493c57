import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import './styles.ts';
import { centralinoTheme } from './theme.ts';

/** Centralino's look around an app. Light or dark follows the system until the person chooses (Mantine's colour-scheme manager keeps it). */
export function CentralinoTheme(props: { children: ReactNode }): ReactNode {
  return (
    <MantineProvider theme={centralinoTheme} defaultColorScheme="auto">
      {props.children}
    </MantineProvider>
  );
}
