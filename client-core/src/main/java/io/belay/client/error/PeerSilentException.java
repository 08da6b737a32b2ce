package io.belay.client.error;

import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;

/** The heartbeat's verdict: the peer's application does not answer. */
@SuppressWarnings("serial")
public final class PeerSilentException extends BelayException {
  private final Verdict verdict;

  PeerSilentException(Verdict verdict, FailureContext context) {
    super(
        "Peer silent for " + FailureMessage.time(verdict.silence()) + ": " + verdict.verdictClass(),
        remedy(verdict.verdictClass()),
        ErrnoReading.NONE,
        context,
        null);
    this.verdict = verdict;
  }

  /**
   * What the heartbeat saw: why the peer is silent, for how long, the last round trip, and what the
   * kernel knew.
   *
   * @return the verdict
   */
  public Verdict verdict() {
    return verdict;
  }

  @Override
  PeerSilentException copy(FailureContext newContext) {
    return new PeerSilentException(verdict, newContext);
  }

  private static String remedy(VerdictClass verdictClass) {
    return switch (verdictClass) {
      case PATH_DEAD ->
          "The host or the path to it is gone: see whether the host is up (ping, traceroute), and "
              + "whether a firewall drops this connection.";
      case OUTBOUND_DEAD ->
          "Only our direction is lost: see firewalls, asymmetric routes and the MTU on the way to "
              + "the server (tracepath), and drops of our interface (ip -s link).";
      case PEER_HUNG ->
          "The server's kernel answers, its process does not: take a thread dump there, and see "
              + "whether it is stopped, swapping or in a long GC pause.";
      case WRITE_STALLED ->
          "The server does not read: see whether it is overloaded (ss -tmn on its host shows the "
              + "receive queue), and whether requests are larger or faster than it can take.";
      case NEVER_ANSWERS ->
          "The server sends but answers nothing: see whether it speaks this protocol, and whether "
              + "its workers are stuck.";
      case UNKNOWN ->
          "See whether the server's host is up and its process is running; a native transport "
              + "(epoll) would tell which of the two it is.";
    };
  }
}
