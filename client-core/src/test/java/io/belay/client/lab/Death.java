package io.belay.client.lab;

import static io.belay.client.peer.Eventually.eventually;

import io.belay.client.SocketOptions;
import io.belay.client.Transport;
import io.belay.heartbeat.VerdictClass;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A way for a peer to be dead, which a client has to find in time and to call by its name. */
enum Death {
  PROCESS_STOPPED(VerdictClass.PEER_HUNG) {
    @Override
    void strike(PeerHost host, Peer peer) {
      peer.freeze();
    }
  },
  HOST_GONE(VerdictClass.PATH_DEAD) {
    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().theirLinkGone();
    }
  },
  DROPPED_BOTH_WAYS(VerdictClass.PATH_DEAD) {
    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().drop();
    }
  },
  DROPPED_OUTBOUND(VerdictClass.PATH_DEAD) {
    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().dropOutbound();
    }
  },
  /** Until its window of unacknowledged bytes is full, the peer keeps pushing. */
  DROPPED_OUTBOUND_UNDER_PUSHES(VerdictClass.PATH_DEAD, VerdictClass.OUTBOUND_DEAD) {
    @Override
    void prepare(Peer peer) {
      peer.push();
    }

    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().dropOutbound();
    }

    @Override
    Duration bound(Transport transport, boolean waiting) {
      // Counted from the last byte received, which comes after the strike.
      return super.bound(transport, waiting).plus(Proof.HEARTBEAT.interval());
    }
  },
  /** Our acknowledgements arrive, so that the peer pushes for ever; our PINGs do not. */
  DROPPED_OUTBOUND_DATA_UNDER_PUSHES(VerdictClass.OUTBOUND_DEAD) {
    @Override
    void prepare(Peer peer) {
      peer.push();
    }

    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().dropOutboundData();
    }

    @Override
    Duration bound(Transport transport, boolean waiting) {
      // Where the kernel cannot be asked, it is the hard cap that finds it; and a kernel that is
      // asked needs three resends to be sure, which are late after slow round trips.
      return transport == Transport.NIO
          ? hardCap()
          : super.bound(transport, waiting).plus(Proof.HEARTBEAT.interval());
    }
  },
  DROPPED_INBOUND(VerdictClass.PATH_DEAD) {
    @Override
    void strike(PeerHost host, Peer peer) {
      host.faults().dropInbound();
    }
  },
  ZERO_WINDOW(VerdictClass.WRITE_STALLED) {
    @Override
    void strike(PeerHost host, Peer peer) {
      peer.stopReading();
    }

    @Override
    SocketOptions socket() {
      // What the kernel takes, nobody here can call stalled.
      return SocketOptions.DEFAULT.withSendBuffer(64 << 10);
    }

    @Override
    void after(PeerHost host, WatchedClient client, boolean waiting) {
      for (int i = 0; i < FULL; i++) {
        if (waiting) {
          client.requestEverywhere(BIG);
        } else {
          client.tellEverybody(BIG);
        }
      }
      eventually("the peer's buffer fills", () -> host.unreadBytes() > 0);
    }
  },
  SENDS_AND_NEVER_ANSWERS(VerdictClass.NEVER_ANSWERS) {
    @Override
    void prepare(Peer peer) {
      peer.push();
    }

    @Override
    void strike(PeerHost host, Peer peer) {
      peer.fallMute();
    }

    @Override
    Duration bound(Transport transport, boolean waiting) {
      return hardCap();
    }
  };

  private static final byte[] BIG = new byte[64 << 10];

  /** So many of them are several times what both kernels take for a connection. */
  private static final int FULL = 16;

  /** What the kernel can make of it; immutable, by {@code Set.copyOf}. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<VerdictClass> seenAs;

  Death(VerdictClass... seenAs) {
    this.seenAs = Set.copyOf(List.of(seenAs));
  }

  /** Before the connections are made. */
  void prepare(Peer peer) {}

  abstract void strike(PeerHost host, Peer peer);

  /** What else it takes, on every client. */
  void after(PeerHost host, WatchedClient client, boolean waiting) {}

  /** How soon it has to be found, our own stalls not counted. */
  Duration bound(Transport transport, boolean waiting) {
    return waiting ? Proof.HEARTBEAT.worstCaseWhileWaiting() : Proof.HEARTBEAT.worstCaseDetection();
  }

  SocketOptions socket() {
    return SocketOptions.DEFAULT;
  }

  /** What a verdict may call it: on NIO, which cannot ask the kernel, only what it sees itself. */
  Set<VerdictClass> seenOn(Transport transport) {
    if (transport != Transport.NIO) {
      return seenAs;
    }
    return switch (this) {
      case SENDS_AND_NEVER_ANSWERS -> seenAs;
      // A stalled write is seen from here as long as bytes stand before the socket. If its buffer
      // had
      // room for the PING, only the kernel knows what they wait for.
      case ZERO_WINDOW -> Set.of(VerdictClass.WRITE_STALLED, VerdictClass.UNKNOWN);
      default -> Set.of(VerdictClass.UNKNOWN, VerdictClass.NEVER_ANSWERS);
    };
  }

  /** Whether of many connections at least one has to be called by its name, on any transport. */
  boolean isSeenFromHere() {
    return this == ZERO_WINDOW || this == SENDS_AND_NEVER_ANSWERS;
  }

  /** Whether its silence is no measure, since it is none. */
  boolean pushes() {
    return this == DROPPED_OUTBOUND_UNDER_PUSHES || this == DROPPED_OUTBOUND_DATA_UNDER_PUSHES;
  }

  private static Duration hardCap() {
    return Proof.HEARTBEAT.worstCaseDetection().multipliedBy(3);
  }
}
