package io.belay.codec;

import static io.belay.codec.Bytes.ascii;
import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.header;
import static io.belay.codec.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final int MAX = 1000;
  private static final WireOptions OPTIONS = WireOptions.DEFAULT.withMaxPayload(MAX);
  private static final byte[] PING = encoded(out -> FrameEncoder.writePing(out, 42));

  private final DecoderFixture<RecordingListener> peer = DecoderFixture.recording(OPTIONS);
  private final RecordingListener heard = peer.listener;

  @AfterEach
  void nothingMustBeLeftBehind() {
    peer.closeAndCheck();
  }

  @Test
  void framesThatArriveInOneReadMustComeInOrder() {
    peer.receive(join(PING, encoded(out -> FrameEncoder.writeOneWay(out, ascii("hi")))));

    assertThat(heard.frames)
        .containsExactly(
            new Received(FrameType.PING, new byte[] {0, 0, 0, 0, 0, 0, 0, 42}),
            new Received(FrameType.ONE_WAY, ascii("hi")));
    assertThat(heard.bytes).isEqualTo(16 + 10);
  }

  @Test
  void aFrameThatArrivesInOneReadMustNotBeCopied() {
    peer.receive(join(PING, encoded(out -> FrameEncoder.writeOneWay(out, new byte[MAX]))));

    assertThat(heard.frames).hasSize(2);
    assertThat(peer.heldBytes()).isZero();
  }

  @Test
  void aPayloadOfNoBytesMustComeAtOnce() {
    peer.receive(encoded(FrameEncoder::writeEmptyPing));

    assertThat(heard.frames).containsExactly(new Received(FrameType.PING, new byte[0]));
  }

  @Test
  void bytesOfAnUnfinishedFrameMustBeCountedAsTheyCome() {
    byte[] frame = encoded(out -> FrameEncoder.writeOneWay(out, new byte[300]));
    assertThat(peer.decoder.insideFrame()).isFalse();

    peer.receive(frame, 0, 3);
    assertThat(peer.decoder.insideFrame()).isTrue();
    assertThat(peer.decoder.frameBytesReceived()).isEqualTo(3);

    peer.receive(frame, 3, 100);
    assertThat(peer.decoder.frameBytesReceived()).isEqualTo(100);
    assertThat(heard.bytes).isEqualTo(100);
    assertThat(heard.frames).isEmpty();

    peer.receive(frame, 100, frame.length);
    assertThat(heard.frames).hasSize(1);
    assertThat(peer.decoder.insideFrame()).isFalse();
    assertThat(peer.decoder.frameBytesReceived()).isZero();
  }

  @Test
  void anAnswerThatHasBegunMustBeKnownOnceItsIdIsHere() {
    byte[] answer = encoded(out -> FrameEncoder.writeResponse(out, 42, new byte[300]));
    peer.receive(answer, 0, 15);
    assertThat(peer.decoder.arrivingAnswer()).isZero();

    peer.receive(answer, 15, 16);
    assertThat(peer.decoder.arrivingAnswer()).isEqualTo(42);

    peer.receive(answer, 16, answer.length);
    assertThat(heard.frames).hasSize(1);
    assertThat(peer.decoder.arrivingAnswer()).isZero();
  }

  @Test
  void anAnswerMustBeKnownThoughTheInputEndsInsideIt() {
    peer.receive(encoded(out -> FrameEncoder.writeResponse(out, 42, new byte[300])), 0, 100);
    peer.channel.close();

    assertThat(peer.decoder.arrivingAnswer()).isEqualTo(42);
  }

  @Test
  void whatIsNoAnswerMustNotBeTakenForOne() {
    peer.receive(encoded(out -> FrameEncoder.writeOneWay(out, new byte[300])), 0, 100);

    assertThat(peer.decoder.arrivingAnswer()).isZero();
  }

  @Test
  void anAnnouncedLengthMustReserveNothing() {
    peer.receive(header(FrameType.ONE_WAY, MAX));
    assertThat(peer.heldBytes()).isZero();

    peer.receive(new byte[1]);
    assertThat(peer.heldBytes()).isBetween(1L, 256L);
  }

  @Test
  void messagesThatAreNotBytesMustPassUpThePipeline() {
    peer.channel.writeInbound("not bytes");

    assertThat(peer.channel.<String>readInbound()).isEqualTo("not bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "PING, 1, 0, 64",
    "PONG, 2, 0, 64",
    "HELLO, 3, 44, 256",
    "GOAWAY, 4, 16, 1040",
    "REQUEST, 16, 8, 1000",
    "RESPONSE, 17, 8, 1000",
    "ONE_WAY, 18, 0, 1000",
    "ERROR, 19, 12, 1036",
    "application, 256, 0, 1000",
    "application, 2147483647, 0, 1000",
    "extension, 32, 0, 1000",
    "extension, 255, 0, 1000",
  })
  void eachTypeMustHaveItsOwnLimits(String name, int type, int min, int max) {
    assertAccepted(type, min);
    assertAccepted(type, max);
    assertLengthRefused(type, max + 1, min, max);
    assertLengthRefused(type, min - 1, min, max);
    assertLengthRefused(type, Integer.MAX_VALUE, min, max);
    assertLengthRefused(type, Integer.MIN_VALUE, min, max);
  }

  private static void assertAccepted(int type, int length) {
    DecoderFixture<RecordingListener> one = DecoderFixture.recording(OPTIONS);
    one.decoder.allowExtensions();
    one.receive(join(header(type, length), new byte[length], PING));
    assertThat(one.listener.errors).isEmpty();
    assertThat(one.listener.frames).hasSize(FrameType.isExtension(type) ? 1 : 2);
    one.closeAndCheck();
  }

  private static void assertLengthRefused(int type, int length, int min, int max) {
    DecoderFixture<RecordingListener> one = DecoderFixture.recording(OPTIONS);
    one.decoder.allowExtensions();
    // After a frame of ours, nothing is taken for another protocol any more.
    one.receive(join(PING, header(type, length)));
    assertThat(one.listener.errors)
        .containsExactly(
            new WireError.LengthOutOfRange(type, Integer.toUnsignedLong(length), min, max));
    one.closeAndCheck();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 15, 20, 31, 32, 255, -1, Integer.MIN_VALUE})
  void aForbiddenTypeMustBeRefusedByItsHeaderAlone(int type) {
    peer.receive(header(type, 8));

    assertThat(heard.errors)
        .containsExactly(new WireError.ForbiddenType(Integer.toUnsignedLong(type)));
  }

  @Test
  void helloAndGoAwayMustBeForbiddenWhereTheyAreSwitchedOff() {
    for (int type : new int[] {FrameType.HELLO, FrameType.GOAWAY}) {
      DecoderFixture<RecordingListener> classic =
          DecoderFixture.recording(OPTIONS.withHello(false).withGoAway(false));
      classic.receive(header(type, 44));
      assertThat(classic.listener.errors).containsExactly(new WireError.ForbiddenType(type));
      classic.closeAndCheck();
    }
  }

  @Test
  void anAllowedExtensionMustBeSkippedWithoutBeingKept() {
    peer.decoder.allowExtensions();
    peer.receive(join(PING, header(77, MAX), new byte[600]));
    assertThat(peer.heldBytes()).isZero();
    assertThat(peer.decoder.insideFrame()).isTrue();
    assertThat(peer.decoder.frameBytesReceived()).isEqualTo(608);

    peer.receive(join(new byte[400], PING));
    assertThat(heard.frames).hasSize(2);
    assertThat(heard.errors).isEmpty();
  }

  @Test
  void afterTheFirstErrorAllInputMustBeDropped() {
    peer.receive(join(PING, header(5, 0), PING));
    peer.receive(PING);
    peer.receive(header(0, -1));

    assertThat(heard.frames).hasSize(1);
    assertThat(heard.errors).hasSize(1);
    assertThat(peer.heldBytes()).isZero();
    assertThat(peer.decoder.insideFrame()).isFalse();
  }

  @Test
  void aRejectionMustDropWhatWasGathered() {
    peer.receive(join(header(FrameType.ONE_WAY, MAX), new byte[500]));
    assertThat(peer.heldBytes()).isPositive();

    WireError late = new WireError.OutOfPlace(FrameType.ONE_WAY, "too slow");
    peer.decoder.reject(peer.channel.pipeline().context(peer.decoder), late);
    peer.decoder.reject(peer.channel.pipeline().context(peer.decoder), late);

    assertThat(peer.heldBytes()).isZero();
    assertThat(heard.errors).containsExactly(late);
  }

  @Test
  void aFrameCutOffByTheCloseMustBeReported() {
    peer.receive(PING, 0, 11);
    peer.channel.finish();

    assertThat(heard.errors).containsExactly(new WireError.Truncated(11, 16));
  }

  @Test
  void aHeaderCutOffByTheCloseMustBeReported() {
    peer.receive(PING, 0, 5);
    peer.channel.finish();

    assertThat(heard.errors).containsExactly(new WireError.Truncated(5, 8));
  }

  @Test
  void anExtensionCutOffByTheCloseMustBeReported() {
    peer.decoder.allowExtensions();
    peer.receive(join(header(77, 100), new byte[60]));
    peer.channel.finish();

    assertThat(heard.errors).containsExactly(new WireError.Truncated(68, 108));
  }

  @Test
  void aHalfCloseInsideAFrameMustBeReportedOnce() {
    peer.receive(PING, 0, 5);
    peer.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    peer.channel.finish();

    assertThat(heard.errors).containsExactly(new WireError.Truncated(5, 8));
  }

  @Test
  void aCloseBetweenFramesMustNotBeAnError() {
    peer.receive(PING);
    peer.channel.finish();

    assertThat(heard.errors).isEmpty();
  }

  @Test
  void aRemovedDecoderMustKeepNothing() {
    peer.receive(join(header(FrameType.ONE_WAY, MAX), new byte[500]));
    peer.channel.pipeline().remove(peer.decoder);

    assertThat(peer.heldBytes()).isZero();
    assertThat(heard.errors).isEmpty();
  }
}
