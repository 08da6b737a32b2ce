package io.belay.codec;

import static io.belay.codec.Bytes.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of docs/wire-format.md are what this codec reads and writes. */
class GoldenVectorTest {
  private static final Path PAGE = Path.of("..", "docs", "wire-format.md");
  private static final Pattern VECTOR = Pattern.compile("```hex (.+)\n([0-9a-f\\s]+)```");
  private static final UUID CLIENT = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  /** What the page says in words before each vector. */
  private static final Map<String, Object> MEANING =
      Map.ofEntries(
          Map.entry("client HELLO", new Hello(1, 1, 68_000, 0, 8 << 20, CLIENT, 7, 2)),
          Map.entry("server HELLO", new Hello(1, 0, 0, 100, 8 << 20, Hello.NO_CLIENT, 7, 0)),
          Map.entry("PING", new WithId(FrameType.PING, 42, "")),
          Map.entry("PONG", new WithId(FrameType.PONG, 42, "")),
          Map.entry("empty PING", new Plain(FrameType.PING, "")),
          Map.entry("GOAWAY", new GoAway(42, GoAwayReason.DRAINING, 5_000, "restarting")),
          Map.entry("REQUEST", new WithId(FrameType.REQUEST, 42, "ask")),
          Map.entry("RESPONSE", new WithId(FrameType.RESPONSE, 42, "told")),
          Map.entry("ONE_WAY", new Plain(FrameType.ONE_WAY, "note")),
          Map.entry("refusing ERROR", new RemoteError(42, ErrorCode.OVERLOADED, "queue full")),
          Map.entry("application's ERROR", new RemoteError(42, 404, "no such item")),
          Map.entry("application", new Plain(1000, "mine")));

  private record WithId(int type, long id, String body) {}

  private record Plain(int type, String body) {}

  static Stream<Arguments> vectors() throws IOException {
    return read().entrySet().stream().map(e -> Arguments.of(e.getKey(), Bytes.hex(e.getValue())));
  }

  private static Map<String, String> read() throws IOException {
    Map<String, String> vectors = new LinkedHashMap<>();
    Matcher matcher = VECTOR.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      vectors.put(matcher.group(1), matcher.group(2));
    }
    return vectors;
  }

  @Test
  void thePageMustHaveAVectorForEachMeaning() throws IOException {
    assertThat(read().keySet()).isEqualTo(MEANING.keySet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void aVectorMustDecodeToItsMeaning(String name, byte[] frame) {
    DecoderFixture<RecordingListener> peer = DecoderFixture.recording(WireOptions.DEFAULT);
    peer.receive(frame);

    assertThat(peer.listener.frames).hasSize(1);
    assertThat(meaning(peer.listener.frames.get(0))).isEqualTo(MEANING.get(name));
    peer.closeAndCheck();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void aMeaningMustEncodeToItsVector(String name, byte[] frame) {
    assertThat(encoded(out -> write(out, MEANING.get(name)))).isEqualTo(frame);
  }

  private static Object meaning(Received frame) {
    ByteBuf in = Unpooled.wrappedBuffer(frame.payload());
    int length = in.readableBytes();
    return switch (frame.type()) {
      case FrameType.HELLO -> Hello.read(in, length);
      case FrameType.GOAWAY -> GoAway.read(in, length);
      case FrameType.ERROR -> RemoteError.read(in, length);
      case FrameType.ONE_WAY, 1000 -> new Plain(frame.type(), ascii(in));
      default ->
          length == 0
              ? new Plain(frame.type(), "")
              : new WithId(frame.type(), in.readLong(), ascii(in));
    };
  }

  private static void write(ByteBuf out, Object meaning) {
    if (meaning instanceof Hello hello) {
      FrameEncoder.writeHello(out, hello);
    } else if (meaning instanceof GoAway goAway) {
      FrameEncoder.writeGoAway(out, goAway);
    } else if (meaning instanceof RemoteError error) {
      FrameEncoder.writeError(out, error);
    } else if (meaning instanceof WithId message) {
      writeWithId(out, message);
    } else if (meaning instanceof Plain message) {
      writePlain(out, message);
    }
  }

  private static void writeWithId(ByteBuf out, WithId message) {
    byte[] body = Bytes.ascii(message.body());
    switch (message.type()) {
      case FrameType.PING -> FrameEncoder.writePing(out, message.id());
      case FrameType.PONG ->
          FrameEncoder.writePong(out, Unpooled.copyLong(message.id()), Long.BYTES);
      case FrameType.REQUEST -> FrameEncoder.writeRequest(out, message.id(), body);
      default -> FrameEncoder.writeResponse(out, message.id(), body);
    }
  }

  private static void writePlain(ByteBuf out, Plain message) {
    byte[] body = Bytes.ascii(message.body());
    switch (message.type()) {
      case FrameType.PING -> FrameEncoder.writeEmptyPing(out);
      case FrameType.ONE_WAY -> FrameEncoder.writeOneWay(out, body);
      default -> FrameEncoder.writeApplication(out, message.type(), body);
    }
  }

  private static String ascii(ByteBuf in) {
    return in.toString(StandardCharsets.US_ASCII);
  }
}
