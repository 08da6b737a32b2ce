package io.belay.benchmarks.echo.peer;

import io.belay.benchmarks.process.ParentJvm;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** gRPC's server, which answers on its event loop (directExecutor). */
public final class GrpcServer {
  private GrpcServer() {}

  /** Tells the parent the port, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    ServerServiceDefinition echo =
        ServerServiceDefinition.builder(GrpcEcho.SERVICE)
            .addMethod(
                GrpcEcho.METHOD,
                ServerCalls.asyncUnaryCall(
                    (body, answer) -> {
                      answer.onNext(body);
                      answer.onCompleted();
                    }))
            .build();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(echo)
            .build()
            .start();
    ParentJvm.tellAndStay(server.getPort());
  }
}
