package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.echo.AsyncClient;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** gRPC over one connection without TLS; answers come on the event loop (directExecutor). */
public final class GrpcClient implements AsyncClient {
  private final ManagedChannel channel;

  /** Connects with the first call. */
  public GrpcClient(int port) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
  }

  @Override
  public CompletableFuture<byte[]> send(byte[] body) {
    Call call = new Call();
    ClientCalls.asyncUnaryCall(channel.newCall(GrpcEcho.METHOD, CallOptions.DEFAULT), body, call);
    return call.answer;
  }

  /** It does not say which its event loop is; from the second request on it is where we are. */
  @Override
  public Executor loop() {
    return Runnable::run;
  }

  @Override
  public void close() {
    var unused = channel.shutdownNow();
  }

  private static final class Call implements StreamObserver<byte[]> {
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    @Override
    public void onNext(byte[] body) {
      answer.complete(body);
    }

    @Override
    public void onError(Throwable cause) {
      answer.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      // Its one answer has come.
    }
  }
}
