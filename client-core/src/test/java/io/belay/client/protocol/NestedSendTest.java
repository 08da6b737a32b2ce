package io.belay.client.protocol;

import static io.belay.client.peer.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.BelayClient;
import io.belay.client.PoolOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A protocol that sends a request of its own while it encodes another one. */
@Timeout(60)
class NestedSendTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  // More than all buffers on the way take, so that what follows has to wait for the window.
  private static final int FILLING = 12 << 20;
  private static final String NESTING = "nesting";

  private final CountDownLatch reads = new CountDownLatch(1);

  @Test
  void everyRequestMustGetItsOwnAnswer() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> server =
          CompletableFuture.runAsync(() -> echoLengths(listener), task -> new Thread(task).start());
      Lines protocol = new Lines();
      try (BelayClient<String, String> client =
          BelayClient.builder()
              .endpoint("127.0.0.1", listener.getLocalPort())
              .pool(PoolOptions.DEFAULT.withMaxConnections(1))
              .build(protocol)) {
        protocol.client.set(client);
        client.warmUp().join();
        CompletableFuture<String> filling = client.sendAsync("x".repeat(FILLING));
        CompletableFuture<String> nesting = client.sendAsync(NESTING);
        eventually(
            "it waits inside the connection",
            () -> client.snapshot().connections().get(0).pendingBytes() > 0);
        reads.countDown();

        assertThat(filling).succeedsWithin(SOON).isEqualTo("" + FILLING);
        assertThat(nesting).succeedsWithin(SOON).isEqualTo("" + NESTING.length());
        assertThat(client.sendAsync("four")).succeedsWithin(SOON).isEqualTo("4");
        assertThat(client.sendAsync("three")).succeedsWithin(SOON).isEqualTo("5");
        assertThat(protocol.nested)
            .singleElement()
            .satisfies(each -> assertThat(each).succeedsWithin(SOON).isEqualTo("1"));
      }
      assertThat(server).succeedsWithin(SOON);
    }
  }

  /** Answers each line with its length, once it is told to read. */
  private void echoLengths(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      reads.await();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        socket.getOutputStream().write((line.length() + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Lines implements Protocol<String, String> {
    final AtomicReference<BelayClient<String, String>> client = new AtomicReference<>();
    final Queue<CompletableFuture<String>> nested = new ConcurrentLinkedQueue<>();

    @Override
    public Correlation correlation() {
      return Correlation.IN_ORDER;
    }

    @Override
    public Wire<String> newWire(Inbound<String> inbound, int index) {
      return new Wire<>() {
        @Override
        public void install(ChannelPipeline pipeline) {
          pipeline.addLast(new LineReader(inbound));
        }

        @Override
        public long sizeOf(String request) {
          return request.length() + 1L;
        }

        @Override
        public void encode(long id, String request, ByteBuf out) {
          if (request.equals(NESTING)) {
            nested.add(client.get().sendAsync("1"));
          }
          ByteBufUtil.writeAscii(out, request);
          out.writeByte('\n');
        }
      };
    }
  }

  /** Takes each line for an answer. */
  private static final class LineReader extends SimpleChannelInboundHandler<ByteBuf> {
    private final Inbound<String> inbound;
    private final StringBuilder line = new StringBuilder();

    LineReader(Inbound<String> inbound) {
      this.inbound = inbound;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      while (bytes.isReadable()) {
        char next = (char) bytes.readByte();
        if (next == '\n') {
          inbound.answer(line.toString());
          line.setLength(0);
        } else {
          line.append(next);
        }
      }
    }
  }
}
