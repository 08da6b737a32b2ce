package io.belay.codec;

import static io.belay.codec.Bytes.ascii;
import static io.belay.codec.Bytes.encoded;
import static io.belay.codec.Bytes.hex;
import static io.belay.codec.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FirstBytesTest {
  private static final WireOptions LARGEST =
      WireOptions.DEFAULT.withMaxPayload(WireOptions.MAX_MAX_PAYLOAD);
  private static final String TLS_ALERT = "15 03 01 00 02 02 46";

  static Stream<Arguments> otherProtocols() {
    return Stream.of(
        Arguments.of(ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "HTTP", "\"GET / HTTP/1.1\""),
        Arguments.of(ascii("POST /v1 HTTP/1.1\r\n"), "HTTP", "\"POST /v1 HTTP/1.1\""),
        Arguments.of(ascii("OPTIONS * HTTP/1.1\r\n"), "HTTP", "web client"),
        Arguments.of(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "HTTP/2", "gRPC"),
        Arguments.of(ascii("HTTP/1.1 400 Bad Request\r\n"), "HTTP", "\"HTTP/1.1 400 Bad Request\""),
        Arguments.of(hex("16 03 01 02 00 01 00 01 fc 03 03"), "TLS", "turn TLS on"),
        Arguments.of(hex(TLS_ALERT + "00"), "TLS", "alert"),
        Arguments.of(ascii("SSH-2.0-OpenSSH_9.2p1\r\n"), "SSH", "\"SSH-2.0-OpenSSH_9.2p1\""),
        Arguments.of(ascii("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"), "the PROXY protocol", "header"),
        Arguments.of(hex("0d0a0d0a000d0a515549540a"), "the PROXY protocol", "load balancer"),
        Arguments.of(
            ascii("-ERR unknown command\r\n"), "a text protocol", "\"-ERR unknown command\""));
  }

  @ParameterizedTest
  @MethodSource("otherProtocols")
  void anotherProtocolMustBeNamed(byte[] bytes, String protocol, String inHint) {
    WireError.ForeignProtocol error = foreign(bytes, bytes.length);
    assertThat(error.protocol()).isEqualTo(protocol);
    assertThat(error.hint()).contains(inHint);
  }

  @ParameterizedTest
  @MethodSource("otherProtocols")
  void anotherProtocolMustBeNamedHoweverItsBytesArrive(byte[] bytes, String protocol) {
    for (int chunk = 1; chunk <= 8; chunk++) {
      assertThat(foreign(bytes, chunk).protocol()).isEqualTo(protocol);
    }
  }

  private static WireError.ForeignProtocol foreign(byte[] bytes, int chunk) {
    DecoderFixture<RecordingListener> peer = DecoderFixture.recording(LARGEST);
    peer.receiveInChunks(bytes, chunk);
    peer.closeAndCheck();
    assertThat(peer.listener.frames).isEmpty();
    assertThat(peer.listener.errors).hasSize(1);
    return (WireError.ForeignProtocol) peer.listener.errors.get(0);
  }

  @Test
  void aFewBytesBeforeTheCloseMustBeNamedToo() {
    assertThat(foreign(hex(TLS_ALERT), 7).protocol()).isEqualTo("TLS");
    assertThat(foreign(hex("15 03"), 2).protocol()).isEqualTo("TLS");
    assertThat(foreign(ascii("+OK\r\n"), 5).hint()).contains("\"+OK\"");
  }

  @Test
  void onlyTheFirstFrameMustBeTakenForAnotherProtocol() {
    DecoderFixture<RecordingListener> peer = DecoderFixture.recording(LARGEST);
    peer.receive(join(encoded(FrameEncoder::writeEmptyPing), ascii("GET / HTTP/1.1\r\n")));

    assertThat(peer.listener.errors)
        .singleElement()
        .isNotInstanceOf(WireError.ForeignProtocol.class);
    peer.closeAndCheck();
  }

  @Test
  void bytesThatAreNoTextMustNotBeTakenForIt() {
    DecoderFixture<RecordingListener> peer = DecoderFixture.recording(LARGEST);
    peer.receive(hex("41 42 43 44 00 00 00 01"));

    assertThat(peer.listener.errors).singleElement().isInstanceOf(WireError.LengthOutOfRange.class);
    peer.closeAndCheck();
  }

  @Test
  void aQuotationMustEndBeforeAnythingUnprintable() {
    byte[] hostile = join(ascii("-ERR a b\u001b[31m"), hex("80 ff e2 80 ae"), ascii("x"));

    assertThat(foreign(hostile, hostile.length).message())
        .isEqualTo("the peer speaks a text protocol: it said \"-ERR a b\"");
  }
}
