package io.belay.client.internal;

import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Inbound;
import io.belay.client.protocol.Protocol;
import io.belay.client.protocol.Wire;
import io.belay.codec.Hello;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.PongAnswerer;
import io.belay.heartbeat.ProbeKind;
import java.time.Duration;
import java.util.UUID;

/** The framed protocol of {@code io.belay.codec}: correlated by id, with a probe that overtakes. */
public final class FramedProtocol implements Protocol<byte[], byte[]> {
  // What a server should allow for our own stalls on top of the heartbeat's worst case.
  private static final Duration OWN_STALLS = Duration.ofSeconds(60);
  // For a client that sends no PINGs of its own accord.
  private static final Duration SILENCE_WITHOUT_HEARTBEAT = Duration.ofMinutes(10);

  private final WireOptions options;
  private final UUID clientId;
  private final Epoch epoch;
  private final long declaredSilenceMillis;

  /**
   * The protocol of one client.
   *
   * @param epoch which life of this client id it is; a later one is higher
   */
  public FramedProtocol(WireOptions options, Heartbeat heartbeat, UUID clientId, long epoch) {
    this.options = options;
    this.clientId = clientId;
    this.epoch = new Epoch(epoch);
    declaredSilenceMillis =
        (heartbeat.isOff()
                ? SILENCE_WITHOUT_HEARTBEAT
                : heartbeat.worstCaseDetection().plus(OWN_STALLS))
            .toMillis();
  }

  @Override
  public Correlation correlation() {
    return Correlation.BY_ID;
  }

  @Override
  public ProbeKind probe() {
    return ProbeKind.OVERTAKES;
  }

  @Override
  public Wire<byte[]> newWire(Inbound<byte[]> inbound, int connectionIndex) {
    Hello hello =
        new Hello(
            Hello.VERSION,
            Hello.FLAG_EXTENSIONS,
            declaredSilenceMillis,
            PongAnswerer.MIN_INTERVAL.toMillis(),
            options.maxPayload(),
            clientId,
            epoch.current(),
            connectionIndex);
    return new FramedWire(options, hello, epoch, inbound);
  }
}
