package io.belay.benchmarks.echo.peer;

import com.alipay.remoting.Connection;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.remoting.rpc.RpcClient;
import io.belay.benchmarks.echo.AsyncClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** SOFABolt's RpcClient, one connection, with {@link BoltBytes} instead of Hessian. */
public final class BoltClient implements AsyncClient {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final RpcClient client = new RpcClient();
  private final Connection connection;

  /** Connects. */
  public BoltClient(int port) throws RemotingException {
    BoltBytes.install();
    client.startup();
    connection = client.createStandaloneConnection("127.0.0.1", port, TIMEOUT_MILLIS);
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    Call call = new Call();
    try {
      client.invokeWithCallback(connection, body, call, TIMEOUT_MILLIS);
    } catch (RemotingException e) {
      call.answer.completeExceptionally(e);
    }
    return call.answer;
  }

  @Override
  public Executor loop() {
    return connection.getChannel().eventLoop();
  }

  @Override
  public void close() {
    client.closeStandaloneConnection(connection);
    client.shutdown();
  }

  private static final class Call implements InvokeCallback {
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    @Override
    public void onResponse(Object result) {
      answer.complete((byte[]) result);
    }

    @Override
    public void onException(Throwable cause) {
      answer.completeExceptionally(cause);
    }

    /** None: the thread that the answer came in on. */
    @Override
    public @Nullable Executor getExecutor() {
      return null;
    }
  }
}
