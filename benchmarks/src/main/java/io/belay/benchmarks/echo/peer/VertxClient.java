package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.echo.AsyncClient;
import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Vert.x's NetClient, one connection, with a correlation of our own: it has none. */
public final class VertxClient implements AsyncClient {
  private static final long PATIENCE_SECONDS = 10;
  private static final int PREFIX_BYTES = FrameEncoder.HEADER_BYTES + Long.BYTES;

  private final Map<Long, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final Vertx vertx;
  private final Context context;

  /** Kept, since Vert.x closes the connections of a client that nobody holds any more. */
  private final NetClient client;

  private final NetSocket socket;

  // Event loop only.
  private Buffer unread = Buffer.buffer();

  /** Connects, with one event loop, on the native transport where there is one. */
  public VertxClient(int port) throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    context = vertx.getOrCreateContext();
    client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    CompletableFuture<NetSocket> connected = new CompletableFuture<>();
    context.runOnContext(
        start ->
            client
                .connect(port, "127.0.0.1")
                .onSuccess(
                    made -> {
                      made.handler(this::received);
                      made.closeHandler(closed -> failAll());
                      connected.complete(made);
                    })
                .onFailure(connected::completeExceptionally));
    socket = connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    long id = ids.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    var unused =
        socket
            .write(
                Buffer.buffer(PREFIX_BYTES + body.length)
                    .appendInt(Long.BYTES + body.length)
                    .appendInt(FrameType.REQUEST)
                    .appendLong(id)
                    .appendBytes(body))
            .onFailure(
                cause -> {
                  waiting.remove(id);
                  answer.completeExceptionally(cause);
                });
    return answer;
  }

  @Override
  public Executor loop() {
    return task -> context.runOnContext(start -> task.run());
  }

  @Override
  public void close() {
    var unused = client.close().andThen(closed -> vertx.close());
  }

  private void received(Buffer read) {
    Buffer all = unread.length() == 0 ? read : unread.appendBuffer(read);
    int at = 0;
    while (all.length() - at >= PREFIX_BYTES) {
      int end = at + FrameEncoder.HEADER_BYTES + all.getInt(at);
      if (end > all.length()) {
        break;
      }
      CompletableFuture<byte[]> answer =
          waiting.remove(all.getLong(at + FrameEncoder.HEADER_BYTES));
      if (answer != null) {
        answer.complete(all.getBytes(at + PREFIX_BYTES, end));
      }
      at = end;
    }
    unread = all.getBuffer(at, all.length());
  }

  private void failAll() {
    IOException closed = new IOException("the connection is closed");
    waiting.values().forEach(answer -> answer.completeExceptionally(closed));
    waiting.clear();
  }
}
