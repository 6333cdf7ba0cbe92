import { createContext, useContext } from 'react';

export const NonceContext = createContext<string | undefined>(undefined);

/** The nonce of this response's Content-Security-Policy; every inline script carries it. */
export const useNonce = () => useContext(NonceContext);
