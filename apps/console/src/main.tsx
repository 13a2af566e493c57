import { CentralinoIntl, CentralinoTheme } from '@centralino/ui';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Table.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { messages } from './messages/messages.ts';
import { restore } from './session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

void restore();

createRoot(root).render(
  <StrictMode>
    <CentralinoTheme>
      <CentralinoIntl messages={messages}>
        <App />
      </CentralinoIntl>
    </CentralinoTheme>
  </StrictMode>,
);
