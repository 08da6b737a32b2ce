package io.belay.heartbeat;

import java.time.Duration;
import java.util.Optional;

/** Why a peer is silent, as far as the kernel knows. */
public enum VerdictClass {
  /** A probe is unacknowledged and nothing was heard: the network or the peer's host is gone. */
  PATH_DEAD,

  /**
   * A probe is unacknowledged although data or acks arrived after it: only our direction is lost.
   */
  OUTBOUND_DEAD,

  /** The peer's kernel acknowledged the probe, its process does not answer. */
  PEER_HUNG,

  /** The peer reads nothing (zero window), or our bytes made no progress. */
  WRITE_STALLED,

  /** The peer keeps sending, but answers neither PING nor request. */
  NEVER_ANSWERS,

  /**
   * The kernel does not say: no TCP_INFO on this transport, or the silence is too short to judge.
   */
  UNKNOWN;

  /**
   * How often the base retransmission timeout must have passed before unacknowledged bytes say
   * anything: the kernel resends a lost segment after 1 and after 3 of them.
   */
  private static final int TIMEOUTS_BEFORE_JUDGING = 4;

  /** So many resends in a row are not bad luck. */
  private static final int RESENDS_IN_VAIN = 2;

  /**
   * Reads the kernel's testimony about a peer that is silent, with a PING out. Each rule follows
   * from what Linux reports of a frozen process, a zero window, a cut path and a cut direction; a
   * load balancer that terminates TCP testifies for itself, not for the peer behind it.
   *
   * @param info the kernel's sample, if there is one
   * @param sinceFirstProbe how long ago the round's first PING was written
   * @param probeTaken whether the socket took that PING
   * @return the class; never {@link #NEVER_ANSWERS}, which is about a peer that is not silent
   */
  public static VerdictClass of(
      Optional<TcpInfo> info, Duration sinceFirstProbe, boolean probeTaken) {
    if (!probeTaken) {
      return info.isPresent() && pathIsDead(info.get(), sinceFirstProbe)
          ? PATH_DEAD
          : WRITE_STALLED;
    }
    return info.map(sample -> of(sample, sinceFirstProbe)).orElse(UNKNOWN);
  }

  /** Whether the kernel alone proves it, whatever the peer's process does. */
  boolean seenByTheKernel() {
    return isOfThePath() || this == WRITE_STALLED;
  }

  /** Whether the network is to blame, whatever either process does. */
  boolean isOfThePath() {
    return this == PATH_DEAD || this == OUTBOUND_DEAD;
  }

  private static VerdictClass of(TcpInfo info, Duration sinceFirstProbe) {
    if (info.unacked() == 0) {
      // All that was sent arrived. A timer that backs off all the same is the zero-window one.
      return info.retransmits() == 0 && info.backoff() > 0 ? WRITE_STALLED : PEER_HUNG;
    }
    if (pathIsDead(info, sinceFirstProbe)) {
      return PATH_DEAD;
    }
    if (!heardSince(info, sinceFirstProbe)) {
      return UNKNOWN;
    }
    if (resentInVain(info, sinceFirstProbe)) {
      return OUTBOUND_DEAD;
    }
    return info.retransmits() == 0 ? PEER_HUNG : UNKNOWN;
  }

  private static boolean pathIsDead(TcpInfo info, Duration sinceFirstProbe) {
    return info.unacked() > 0
        && resentInVain(info, sinceFirstProbe)
        && !heardSince(info, sinceFirstProbe);
  }

  private static boolean resentInVain(TcpInfo info, Duration sinceFirstProbe) {
    return info.retransmits() >= RESENDS_IN_VAIN
        && sinceFirstProbe.compareTo(info.baseRto().multipliedBy(TIMEOUTS_BEFORE_JUDGING)) >= 0;
  }

  /** Whether data or an acknowledgement came clearly after the probe: by a timeout, not a tick. */
  private static boolean heardSince(TcpInfo info, Duration sinceFirstProbe) {
    Duration heard =
        info.sinceLastAckReceived().compareTo(info.sinceLastDataReceived()) < 0
            ? info.sinceLastAckReceived()
            : info.sinceLastDataReceived();
    return heard.plus(info.baseRto()).compareTo(sinceFirstProbe) < 0;
  }
}
