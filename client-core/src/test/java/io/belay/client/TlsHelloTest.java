package io.belay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.peer.TestCertificates;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client says first over TLS, as it stands on the wire (RFC 8446, section 4.1.2). */
@Timeout(60)
class TlsHelloTest {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int SUPPORTED_VERSIONS = 43;

  private static final int RANDOM_BYTES = 32;
  private static final int HANDSHAKE_HEADER = 4;

  @TempDir private Path files;

  /** The extensions of the first ClientHello, by type. */
  private Map<Integer, ByteBuffer> extensions(String host, boolean named) throws IOException {
    Path trust = TestCertificates.writeRoot(files.resolve("ca.pem"), TestCertificates.AUTHORITY);
    TlsOptions tls = TlsOptions.DEFAULT.withTrust(TlsTrust.pem(trust));
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(20_000);
      BelayClient<byte[], byte[]> client =
          BelayClient.builder()
              .endpoint(host, listener.getLocalPort())
              .tls(named ? tls.withServerName("inventory.test") : tls)
              .build();
      try (Socket socket = listener.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readUnsignedByte()).as("a handshake").isEqualTo(22);
        in.readUnsignedShort();
        byte[] record = new byte[in.readUnsignedShort()];
        in.readFully(record);
        return extensions(ByteBuffer.wrap(record));
      } finally {
        client.closeNow();
      }
    }
  }

  private static Map<Integer, ByteBuffer> extensions(ByteBuffer hello) {
    hello.position(HANDSHAKE_HEADER + Short.BYTES + RANDOM_BYTES);
    skip(hello, hello.get()); // The session.
    skip(hello, hello.getShort()); // The ciphers.
    skip(hello, hello.get()); // The ways to compress.
    Map<Integer, ByteBuffer> extensions = new TreeMap<>();
    hello.getShort();
    while (hello.hasRemaining()) {
      int type = hello.getShort();
      int length = hello.getShort();
      extensions.put(type, hello.slice(hello.position(), length));
      skip(hello, length);
    }
    return extensions;
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }

  /** The JDK by itself would say no name without a dot, and none that ends in one. */
  @ParameterizedTest
  @CsvSource({
    "localhost, false, localhost",
    "localhost., false, localhost",
    "127.0.0.1, true, inventory.test",
    "localhost, true, inventory.test"
  })
  void theServersNameMustBeIndicated(String host, boolean named, String expected)
      throws IOException {
    ByteBuffer indicated = extensions(host, named).get(SERVER_NAME);
    assertThat(indicated).isNotNull();
    indicated.getShort();
    assertThat(indicated.get()).as("a host name").isZero();
    byte[] name = new byte[indicated.getShort()];
    indicated.get(name);
    assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo(expected);
  }

  @Test
  void anAddressMustNotBeIndicatedAsAName() throws IOException {
    assertThat(extensions("127.0.0.1", false))
        .containsKey(SUPPORTED_VERSIONS)
        .doesNotContainKey(SERVER_NAME);
  }

  @Test
  void noProtocolMustBeProposed() throws IOException {
    assertThat(extensions("localhost", false))
        .containsKey(SUPPORTED_VERSIONS)
        .doesNotContainKey(ALPN);
  }
}
