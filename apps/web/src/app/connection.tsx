import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { OfflineIcon } from './icons.js';
import { queryClient } from './query-client.js';
import { keepConnected, useIsLive, useOnConnect } from './socket.js';
import { useStrings } from './strings/language.js';

/** Keeps the live connection while somebody is signed in, and says so when it is gone for longer than a moment. */
export function Connection() {
  const { app } = useStrings();
  const { online } = useNetwork();
  const isLive = useIsLive();
  const isLate = useLasts(!isLive, GRACE_MS);

  useEffect(keepConnected, []);
  useOnConnect(readAgain);

  if (online && !isLate) return null;
  return (
    <Alert role="status" color="yellow" icon={<OfflineIcon />} mb="md" p="sm">
      {online ? app.reconnecting : app.offline}
    </Alert>
  );
}

/** What was missed meanwhile is read. */
const readAgain = () => void queryClient.invalidateQueries({ predicate: ({ state }) => state.data !== undefined });

function useLasts(isSo: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        setLasts(isSo);
      },
      isSo ? ms : 0,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [isSo, ms]);
  return lasts;
}

const GRACE_MS = 1_500;
