package io.belay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * What must hold for any input, shared by the properties and the fuzz test: nothing is thrown,
 * memory stays within twice what came, nothing is left, and how the input was cut changes nothing.
 */
final class DecoderOracle {
  private static final WireOptions OPTIONS = WireOptions.DEFAULT.withMaxPayload(2_000);
  private static final int SMALLEST_BUFFER = 256;

  private DecoderOracle() {}

  /** The outcome of an input, in a form that does not depend on how it was cut. */
  record Outcome(List<Received> frames, List<WireError> errors) {}

  /** Decodes the input in reads that end at the cuts, and checks the bounds after each. */
  static Outcome decode(byte[] input, boolean extensions, List<Integer> cuts) {
    DecoderFixture<RecordingListener> peer = DecoderFixture.recording(OPTIONS);
    if (extensions) {
      peer.decoder.allowExtensions();
    }
    int from = 0;
    for (int cut : cuts) {
      receive(peer, input, from, cut);
      from = cut;
    }
    receive(peer, input, from, input.length);
    peer.closeAndCheck();

    RecordingListener heard = peer.listener;
    assertThat(heard.errors).hasSizeLessThanOrEqualTo(1);
    assertThat(heard.bytes).isLessThanOrEqualTo(input.length);
    for (WireError error : heard.errors) {
      assertThat(error.message()).doesNotContainPattern("\\p{Cntrl}");
    }
    return new Outcome(heard.frames, heard.errors.stream().map(DecoderOracle::comparable).toList());
  }

  private static void receive(
      DecoderFixture<RecordingListener> peer, byte[] input, int from, int to) {
    int framesBefore = peer.listener.frames.size();
    peer.receive(input, from, to);

    int unfinished = peer.decoder.frameBytesReceived();
    assertThat(peer.decoder.insideFrame()).isEqualTo(unfinished > 0);
    assertThat(peer.heldBytes())
        .isLessThanOrEqualTo(Math.max(SMALLEST_BUFFER, 2L * unfinished))
        .isLessThanOrEqualTo(OPTIONS.maxPayload());
    if (!peer.listener.errors.isEmpty()) {
      assertThat(peer.heldBytes()).isZero();
      assertThat(unfinished).isZero();
    }
    assertThat(peer.listener.frames.size()).isGreaterThanOrEqualTo(framesBefore);
  }

  /** The hint quotes as much as had arrived. */
  private static WireError comparable(WireError error) {
    return error instanceof WireError.ForeignProtocol foreign
        ? new WireError.ForeignProtocol(foreign.protocol(), "")
        : error;
  }
}
