import fc from 'fast-check';

// The same examples for every mutant: a mutant is killed by the tests or it is not, never by luck.
fc.configureGlobal({ seed: 20_260_101 });
