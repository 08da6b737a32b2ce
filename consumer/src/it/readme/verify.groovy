String log = new File(basedir, 'build.log').getText('UTF-8')
['NIO', 'EPOLL'].each { transport ->
  assert log.count("the README works on $transport") == 2: "not on the class path and on the module path: $transport"
}
true
