package io.belay.benchmarks.echo.peer;

import com.alipay.remoting.BizContext;
import com.alipay.remoting.rpc.RpcServer;
import com.alipay.remoting.rpc.protocol.SyncUserProcessor;
import io.belay.benchmarks.process.ParentJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** SOFABolt's RpcServer, which answers on its event loop. */
public final class BoltServer {
  private BoltServer() {}

  /** Tells the parent the port, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    BoltBytes.install();
    int port = freePort();
    RpcServer server = new RpcServer("127.0.0.1", port);
    server.registerUserProcessor(new Echo());
    server.startup();
    ParentJvm.tellAndStay(port);
  }

  /** It does not tell which port it got if asked for any. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Echo extends SyncUserProcessor<byte[]> {
    @Override
    public Object handleRequest(BizContext context, byte[] request) {
      return request;
    }

    @Override
    public String interest() {
      return byte[].class.getName();
    }

    @Override
    public boolean processInIOThread() {
      return true;
    }
  }
}
