"""python3 -m unittest discover in the current folder, with a line for each test: "ok - NAME" or "not ok - NAME"."""

import unittest


class Checks(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        self.reported = False

    def addSuccess(self, test):
        super().addSuccess(test)
        print(f"ok - python: {test.id()}", flush=True)

    def addError(self, test, error):
        super().addError(test, error)
        self.report(test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.report(test)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None and not self.reported:
            self.reported = True
            self.report(test)

    def report(self, test):
        print(f"not ok - python: {test.id()}", flush=True)


# On stderr, at the end: what each failure was.
unittest.main(module=None, argv=["unittest", "discover"], testRunner=unittest.TextTestRunner(resultclass=Checks, verbosity=0))
