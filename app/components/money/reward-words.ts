export { releaseWords, rewardWords } from '~/domain/reporting/reward-words';
