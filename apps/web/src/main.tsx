import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/app.css';
import './app/grid.css';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { nonce } from './app/nonce.js';
import { Notices } from './app/notices.js';
import { queryClient } from './app/query-client.js';
import { router } from './app/router.js';
import { LanguageProvider } from './app/strings/language-provider.js';
import { cssVariables, theme } from './app/theme.js';

setNonce(nonce());

const root = document.getElementById('root');
if (!root) throw new Error('no element to render into');
createRoot(root).render(
  <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={nonce}>
    <LanguageProvider>
      <QueryClientProvider client={queryClient}>
        <Notices />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </LanguageProvider>
  </MantineProvider>,
);
