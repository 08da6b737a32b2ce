package io.belay.client.error;

import io.belay.heartbeat.TcpInfo;
import io.belay.heartbeat.Verdict;
import io.belay.heartbeat.VerdictClass;
import java.time.Duration;
import java.util.Locale;

/** The heartbeat's verdict: the peer's application does not answer. */
@SuppressWarnings("serial")
public final class PeerSilentException extends BelayException {
  private final Verdict verdict;

  PeerSilentException(Verdict verdict, FailureContext context) {
    super(summary(verdict), remedy(verdict.verdictClass()), ErrnoReading.NONE, context, null);
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

  /** What was seen, what it means, and what it rests on. */
  private static String summary(Verdict verdict) {
    StringBuilder text =
        new StringBuilder("Peer silent for ").append(FailureMessage.time(verdict.silence()));
    text.append(": ").append(verdict.verdictClass());
    text.append(", ").append(meaning(verdict.verdictClass()));
    text.append(" (").append(verdict.probesSent()).append(" PINGs unanswered");
    verdict.lastRtt().ifPresent(rtt -> text.append(", last PONG took ").append(precisely(rtt)));
    if (!verdict.forgiven().isZero()) {
      text.append(", ").append(FailureMessage.time(verdict.forgiven())).append(" not counted");
    }
    text.append(verdict.tcpInfo().map(PeerSilentException::testimony).orElse("")).append(')');
    return text.toString();
  }

  private static String meaning(VerdictClass verdictClass) {
    return switch (verdictClass) {
      case PATH_DEAD -> "nothing acknowledges what we send and nothing comes";
      case OUTBOUND_DEAD -> "what we send is lost and the peer still reaches us";
      case PEER_HUNG -> "its kernel took the PING and its process does not answer";
      case WRITE_STALLED -> "it takes no more bytes";
      case NEVER_ANSWERS -> "it sends, but answers neither PING nor request";
      case UNKNOWN -> "the kernel does not say why";
    };
  }

  private static String testimony(TcpInfo info) {
    return "; kernel: %d segments unacknowledged, %d resends, last ack %s ago, last data %s ago"
        .formatted(
            info.unacked(),
            info.retransmits(),
            FailureMessage.time(info.sinceLastAckReceived()),
            FailureMessage.time(info.sinceLastDataReceived()));
  }

  /** Round trips near by are shorter than a millisecond. */
  private static String precisely(Duration rtt) {
    return rtt.toMillis() > 0
        ? FailureMessage.time(rtt)
        : String.format(Locale.ROOT, "%.2f ms", rtt.toNanos() / 1e6);
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
