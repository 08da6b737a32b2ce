package io.belay.client.chaos;

import java.util.List;

/** Something that may happen for a while; {@link Striker} makes it happen. */
enum Blow {
  /** Packets vanish both ways. */
  DROP,
  /** What we send vanishes. */
  DROP_OUTBOUND,
  /** What the server sends vanishes. */
  DROP_INBOUND,
  /** A third of what we send vanishes. */
  LOSE_A_THIRD,
  /** A firewall answers everything with an RST. */
  REJECT_WITH_RESET,
  /** A firewall answers data with an RST. */
  RESET_ON_DATA,
  /** A firewall answers by ICMP. */
  UNREACHABLE,
  /** Our end of the wire is switched off. */
  LINK_DOWN,
  /** An administrator destroys our sockets. */
  DESTROY_SOCKETS,
  /** SIGSTOP, and SIGCONT at its end. */
  FREEZE,
  /** SIGKILL, and a new server at its end. */
  KILL,
  /** SIGTERM, and a new server at its end. */
  RESTART,
  /** GOAWAY on every connection, from a server that stays. */
  GO_AWAY,
  /** FIN on every connection, whatever is under way. */
  FIN,
  /** RST on every connection. */
  RESET,
  /** FIN in mid-frame. */
  HALF_A_FRAME,
  /** Bytes that are no frame. */
  GARBAGE,
  /** An answer to a request that never was. */
  STRANGER,
  /** The server does not read. */
  DEAF,
  /** The server processes, and does not answer; its PONGs come all the same. */
  MUTE,
  /** The server refuses every request. */
  REFUSING,
  /** The server accepts nobody, its queue is full, and all connections are reset. */
  FULL_BACKLOG,

  /** The detour passes each piece on late. */
  DETOUR_LATE,
  /** The detour passes one byte at a time. */
  DETOUR_DRIBBLES,
  /** The detour takes everything and passes nothing on. */
  DETOUR_SWALLOWS,
  /** The detour ends a connection, wherever it is. */
  DETOUR_CUT,
  /** The detour resets all connections. */
  DETOUR_RESET,

  /** No local port is left, and all connections are destroyed. */
  NO_PORTS;

  private static final List<Blow> ALL = List.of(values());

  /** Every blow to a site with a server on it. */
  static final List<Blow> TO_A_SITE = ALL.subList(0, ALL.indexOf(DETOUR_LATE));

  /** Every blow to the detour. */
  static final List<Blow> TO_THE_DETOUR =
      ALL.subList(ALL.indexOf(DETOUR_LATE), ALL.indexOf(NO_PORTS));

  /** Every blow to our own machine. */
  static final List<Blow> TO_US = List.of(NO_PORTS);
}
