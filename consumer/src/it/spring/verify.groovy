assert new File(basedir, 'build.log').getText('UTF-8').contains('closed with its context')
true
