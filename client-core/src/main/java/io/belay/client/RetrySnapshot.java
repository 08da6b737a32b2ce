package io.belay.client;

/**
 * What a client repeated so far, in a {@link ClientSnapshot}.
 *
 * @param budget retries that the {@link RetryBudget} has left at this moment; infinite if it has no
 *     limit
 * @param resent attempts that followed at once, since the one before was certainly not sent, or was
 *     handed back by a server that goes away
 * @param retried attempts that followed after a wait, and cost the budget a token each
 * @param denied retries that were not made, since the budget was spent
 * @param recovered requests that were answered although an attempt of theirs had failed
 */
public record RetrySnapshot(
    double budget, long resent, long retried, long denied, long recovered) {}
