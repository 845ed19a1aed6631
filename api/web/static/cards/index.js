import { PlanCard } from './plan-card.js';
import { ReceiptCard } from './receipt-card.js';
import { ReviewCard } from './review-card.js';
import { ScanCard } from './scan-card.js';
import { StatusCard } from './status-card.js';
import { UploadCard } from './upload-card.js';

const CARDS = {
  plan: PlanCard,
  upload: UploadCard,
  scan: ScanCard,
  review: ReviewCard,
  receipt: ReceiptCard,
  status: StatusCard,
};

/**
 * @returns {{element: HTMLElement, update?: Function}|null} null for a card type this
 *   page does not know yet: the text of the message then has to be enough
 */
export function createCard(card, context) {
  const Card = CARDS[card.type];
  return Card ? new Card(card, context) : null;
}

/** Cards with the same identity replace each other; only the newest is in force. */
export function cardIdentity(card) {
  if (card.type === 'upload') return `upload ${card.material.id}`;
  if (card.type === 'status' || card.type === 'receipt') return `${card.type} ${card.case_no}`;
  return card.type;
}
